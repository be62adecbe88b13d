-- The shop that the example policy speaks of, with a few hundred rows of nobody's data.
create schema billing;

create table public.customers (
  id bigint generated always as identity primary key,
  name text not null,
  email text not null unique,
  phone text,
  region text not null,
  created_at timestamptz not null default now()
);
create table public.products (
  id bigint generated always as identity primary key,
  title text not null,
  price numeric(10, 2) not null
);
-- A serial column: to insert here needs the sequence too.
create table public.orders (
  id bigserial primary key,
  customer_id bigint not null references public.customers,
  status text not null,
  total numeric(10, 2) not null,
  created_at timestamptz not null default now()
);
create table public.tickets (
  id bigint generated always as identity primary key,
  customer_id bigint not null references public.customers,
  status text not null,
  note text not null
);
create view public.orders_by_day as
  select created_at::date as day, count(*) as orders, sum(total) as total
  from public.orders group by 1;

create sequence billing.invoice_numbers;
create table billing.invoices (
  number bigint primary key default nextval('billing.invoice_numbers'),
  order_id bigint not null references public.orders,
  amount numeric(10, 2) not null,
  due date not null
);
create table billing.payments (
  id bigint generated always as identity primary key,
  invoice bigint not null references billing.invoices,
  card_last4 char(4) not null,
  paid_at timestamptz not null default now()
);

insert into public.customers (name, email, phone, region)
  select 'Customer ' || n, 'customer' || n || '@mail.example', '+49 30 55501' || n,
    case when n % 3 = 0 then 'us' else 'eu' end
  from generate_series(1, 60) n;
insert into public.products (title, price)
  select 'Product ' || n, 5 + n * 1.5 from generate_series(1, 40) n;
insert into public.orders (customer_id, status, total, created_at)
  select 1 + n % 60, case when n % 5 = 0 then 'open' else 'shipped' end, 10 + n * 1.25,
    now() - make_interval(hours => n)
  from generate_series(1, 300) n;
insert into public.tickets (customer_id, status, note)
  select 1 + n % 60, case when n % 2 = 0 then 'open' else 'closed' end, 'Where is parcel ' || n || '?'
  from generate_series(1, 80) n;
insert into billing.invoices (order_id, amount, due)
  select id, total, created_at::date + 14 from public.orders;
insert into billing.payments (invoice, card_last4)
  select number, lpad((number % 10000)::text, 4, '0') from billing.invoices where number % 4 <> 0;
