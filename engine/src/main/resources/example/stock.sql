-- The warehouse that the example policy speaks of.
create table public.items (
  sku text primary key,
  title text not null,
  shelf text not null
);
create table public.movements (
  id bigint generated always as identity primary key,
  sku text not null references public.items,
  amount integer not null,
  at timestamptz not null default now()
);

insert into public.items
  select 'SKU-' || n, 'Product ' || n, chr(65 + n % 8) || n % 20 from generate_series(1, 40) n;
insert into public.movements (sku, amount)
  select 'SKU-' || 1 + n % 40, n % 30 - 10 from generate_series(1, 200) n;
