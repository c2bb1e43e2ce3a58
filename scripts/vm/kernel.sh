# shellcheck shell=bash
# The guest's kernel: Debian's own package, fetched and unpacked once into a cache folder, never installed.

# Set by kernel_prepare: the folder with vmlinuz and lib/modules.
KERNEL=

kernel_cache() {
  printf '%s\n' "${TIDEMARK_VM_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/tidemark}"
}

kernel_prepare() {
  local cache
  cache=$(kernel_cache)
  mkdir -p -- "$cache"
  exec {KERNEL_LOCK}>"$cache/lock"
  flock "$KERNEL_LOCK"
  KERNEL=$(find "$cache" -mindepth 1 -maxdepth 1 -type d -name 'linux-image-*' | sort -V | tail -n 1)
  if [[ -z $KERNEL ]]; then
    kernel_fetch "$cache"
  fi
  exec {KERNEL_LOCK}>&-
}

# The name of the package changes with each kernel; a package that never changes its name depends on it.
kernel_package() {
  local meta
  for meta in linux-image-6.12-amd64 linux-image-amd64; do
    apt-cache depends "$meta" 2>/dev/null | sed -n 's/^ *Depends: \(linux-image-[0-9][^ ]*\)$/\1/p' | grep -m 1 . && return
  done
  die "apt knows neither linux-image-6.12-amd64 nor linux-image-amd64, whose kernel the guest runs: apt-get update may help"
}

kernel_fetch() { # CACHE
  local package unpacked=$1/unpacking version
  package=$(kernel_package)
  say "fetching $package into $1"
  rm -rf -- "$unpacked"
  mkdir -- "$unpacked"
  (cd -- "$unpacked" && apt-get download -qq -o APT::Sandbox::User= "$package" >&2) || die "apt-get download $package"
  dpkg-deb -x "$unpacked"/*.deb "$unpacked/tree"
  rm -- "$unpacked"/*.deb
  [[ -e $unpacked/tree/lib ]] || ln -s usr/lib "$unpacked/tree/lib"
  version=$(basename -- "$unpacked"/tree/lib/modules/*)
  PATH=$PATH:/usr/sbin:/sbin depmod -b "$unpacked/tree" "$version"
  mv -- "$unpacked/tree/boot/vmlinuz-$version" "$unpacked/tree/vmlinuz"
  KERNEL=$1/$package
  mv -- "$unpacked/tree" "$KERNEL"
  rm -rf -- "$unpacked"
}

# Just enough to mount the host's root: a static busybox and the modules on the way to it.
kernel_initramfs() { # FILE
  local tree=$1.d number=100 version module
  version=$(basename -- "$KERNEL"/lib/modules/*)
  mkdir -p -- "$tree/bin" "$tree/modules"
  cp -- "$(command -v busybox)" "$tree/bin/busybox"
  cp -- "$VM/init" "$tree/init"
  chmod 755 "$tree/init"
  while read -r _ module _; do
    [[ $module == *.ko* ]] || continue
    number=$((number + 1))
    xz -dc -- "$module" >"$tree/modules/$number-$(basename -- "$module" .xz)"
  done < <(PATH=$PATH:/usr/sbin:/sbin modprobe -C /dev/null -d "$KERNEL" -S "$version" -a --show-depends 9p 9pnet_virtio overlay | awk '!seen[$0]++')
  (cd -- "$tree" && find . | cpio --quiet -o -H newc) >"$1"
  rm -rf -- "$tree"
}
