#!/usr/bin/env bash
# Checks ./tidemark on a copy of this checkout: first use by two processes at once, any directory, a symbolic link,
# blanks in the path, exit codes, closed descriptors, warnings, locales, the choice of a JDK, a failing build, changed
# sources. Takes about a minute; needs mvn and git.
set -euo pipefail

root=$(dirname -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")")
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
copy="$work/a checkout"
link="$work/link to it"

fail() {
  printf 'FAILED: %s\n' "$1" >&2
  exit 1
}

mkdir -- "$copy"
(cd -- "$root" && git ls-files -co --exclude-standard -z | xargs -0 cp --parents -t "$copy" --)
ln -s -- "$copy/tidemark" "$link"
cd /

"$link" probe --json "$work" >"$work/out.1" 2>"$work/err.1" &
first=$!
"$link" probe --json "$work" >"$work/out.2" 2>"$work/err.2" &
second=$!
wait "$first" || fail "first use: $(cat "$work/err.1")"
wait "$second" || fail "first use, second process: $(cat "$work/err.2")"
cmp -s "$work/out.1" "$work/out.2" || fail "two processes saw different things"
[[ $(cat "$work/err.1" "$work/err.2") == "building Tidemark (first use; this may take a minute) ..." ]] ||
  fail "first use is not one build and one line: $(cat "$work/err.1" "$work/err.2")"

err=$("$link" --version 2>&1 >/dev/null) || fail "--version"
[[ -z $err ]] || fail "a warning: $err"
cd -- "$copy"
code=0
./tidemark probe "no such file" 2>/dev/null || code=$?
((code == 1)) || fail "exit code $code for a missing path"
code=0
./tidemark nonsense 2>/dev/null || code=$?
((code == 2)) || fail "exit code $code for wrong usage"

code=0
err=$(./tidemark append "$work/closed.log" 2>&1 <&-) || code=$?
[[ $code == 1 && $err == "tidemark: standard input: "* && $err != *$'\n'* && ! -e $work/closed.log ]] ||
  fail "append from a standard input that is closed: exit code $code, $err"
for argument in --help probe; do
  code=0
  err=$(./tidemark "$argument" . 2>&1 >&-) || code=$?
  [[ $code == 1 && $err == "tidemark: standard output: "* && $err != *$'\n'* ]] ||
    fail "$argument to a standard output that is closed: exit code $code, $err"
done
[[ $(./tidemark --version 2>&-) == "tidemark "* ]] || fail "a standard error that is closed"

[[ $(TIDEMARK_JAVA_OPTS=-XX:+UseLargePages ./tidemark --version 2>/dev/null) == "tidemark "* ]] ||
  fail "a warning of the JVM is in the output"

umlaut=$work/$'\303\244'
mkdir -- "$umlaut"
out=$(env -u LANG -u LC_ALL -u LC_CTYPE ./tidemark probe "$umlaut" 2>&1 || true)
[[ $out == "$umlaut: "* ]] || fail "a path that is not ASCII, in a locale that is: $out"
printf 'one\n' | ./tidemark append "$work/some.log" >"$work/out.3" || fail "append"
if command -v script >/dev/null; then
  out=$(LC_ALL=C script -qec "./tidemark stat '$work/some.log'" /dev/null </dev/null)
  [[ -z $(LC_ALL=C tr -d '\0-\177' <<<"$out") ]] || fail "more than ASCII in a locale that is ASCII: $out"
fi

./tidemark demo --keep --size 1M --dir "$work" >"$work/out.4" 2>&1 || fail "demo: $(cat "$work/out.4")"
kept=$(find "$work" -maxdepth 2 -name '*.tidemark' -type f -print -quit)
printf 'damage' | dd of="$kept" bs=1 seek=4108 conv=notrunc status=none
err=$(./tidemark ranges "$kept" 2>&1 >/dev/null) || fail "ranges of a file with half a header: $err"
[[ $err == "tidemark: $kept: one of the two copies "* && $err != *$'\n'* ]] ||
  fail "a warning of the library is not one line: $err"

# JDKs that only say where they are.
pretend_jdk() {
  mkdir -p -- "$1/bin"
  printf 'JAVA_VERSION="%s.0.1"\n' "$2" >"$1/release"
  printf '#!/bin/sh\necho "%s"\n' "$1/bin/java" >"$1/bin/java"
  chmod +x -- "$1/bin/java"
}
pretend_jdk "$work/jvm/a-21" 21
pretend_jdk "$work/jvm/b-9" 9
pretend_jdk "$work/jvm/java-17" 17
pretend_jdk "$work/asdf/installs/99" 99
mkdir -- "$work/asdf/shims" "$work/none"
printf '#!/bin/sh\necho "    java.home = %s" >&2\n' "$work/asdf/installs/99" >"$work/asdf/shims/java"
printf '#!/bin/sh\nexit 126\n' >"$work/none/java"
chmod +x -- "$work/asdf/shims/java" "$work/none/java"
sed "s|/usr/lib/jvm|'$work/jvm'|" tidemark >chosen
chmod +x chosen
out=$(env -u JAVA_HOME PATH="$work/asdf/shims:$PATH" ./chosen)
[[ $out == "$work/asdf/installs/99/bin/java" ]] || fail "a shim of java on the PATH: $out"
out=$(env -u JAVA_HOME PATH="$work/none:$PATH" ./chosen)
[[ $out == "$work/jvm/a-21/bin/java" ]] || fail "not the newest JDK: $out"
rm -- chosen

broken=io-core/src/main/java/io/tidemark/mode/Broken.java
echo 'class Broken {' >"$broken"
code=0
err=$(./tidemark --version 2>&1) || code=$?
((code == 1)) || fail "exit code $code for a failing build"
[[ $err == *"Broken.java"* ]] || fail "the output of a failing build is not shown"
rm -- "$broken"
err=$(./tidemark --version 2>&1 >/dev/null) || fail "not built again after a failing build"
[[ $err == "building Tidemark"* ]] || fail "no build after a failing one"
[[ -z $(./tidemark --version 2>&1 >/dev/null) ]] || fail "built again without a change"
touch io-cli/pom.xml
[[ $(./tidemark --version 2>&1 >/dev/null) == "building Tidemark (sources have changed) ..." ]] ||
  fail "a changed source is not noticed"
echo "launcher: all checks passed"
