# Sourced by usher, dev and .ci/run (POSIX sh). Sets `jdk` to the home of a JDK 25 or newer, or to
# nothing. Asks the folders first: their `release` file tells the version without starting a JVM.

# Whether $1 is the home of a JDK that can build and run usher.
is_jdk() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  while IFS= read -r line; do
    case $line in
      JAVA_VERSION=*)
        major=${line#*\"}
        major=${major%%[!0-9]*}
        [ "${major:-0}" -ge 25 ]
        return
        ;;
    esac
  done <"$1/release"
  return 1
}

# The homes worth a look, one on each line, likeliest first.
jdk_candidates() {
  printf '%s\n' "${JAVA_HOME:-}"
  on_path=$(command -v javac || command -v java) &&
    java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p'
  [ -n "$on_path" ] && printf '%s\n' "${on_path%/bin/*}"
  # JAVA_HOME_25_X64 and its like, as CI services set them.
  env | sed -n 's/^JAVA[A-Z0-9_]*HOME[A-Z0-9_]*=//p'
  # macOS knows its own.
  [ -x /usr/libexec/java_home ] && /usr/libexec/java_home -v 25+ 2>/dev/null
  for home in \
    /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/java/* /usr/local/lib/jvm/* /opt/java/* \
    /opt/jdk* /opt/*jdk* /opt/hostedtoolcache/Java*/*/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME:-/nonexistent}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /home/linuxbrew/.linuxbrew/opt/openjdk*/libexec \
    "${SDKMAN_DIR:-${HOME:-/nonexistent}/.sdkman}"/candidates/java/* \
    "${HOME:-/nonexistent}"/.jdks/* "${HOME:-/nonexistent}"/.asdf/installs/java/* \
    "${HOME:-/nonexistent}"/.local/share/mise/installs/java/*; do
    printf '%s\n' "$home"
  done
}

find_jdk() {
  jdk=$(jdk_candidates 2>/dev/null | while IFS= read -r home; do
    if [ -n "$home" ] && is_jdk "$home"; then
      printf '%s\n' "$home"
      break
    fi
  done)
  [ -n "$jdk" ]
}

say_no_jdk() {
  cat >&2 <<'TEXT'
usher needs a JDK 25 or newer, and found none in JAVA_HOME, on the PATH, in JAVA*_HOME or in the
usual folders. Install one, or set JAVA_HOME to the one you have:
  Debian, Ubuntu   sudo apt-get install openjdk-25-jdk      (or temurin-25-jdk from adoptium.net)
  Fedora, RHEL     sudo dnf install java-25-openjdk-devel
  macOS            brew install openjdk@25
  anywhere         sdk install java 25-tem                  (sdkman.io)
TEXT
}
