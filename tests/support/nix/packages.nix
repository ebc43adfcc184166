# What nix/*.nix use of nixpkgs, made of the programs of this machine, for tests where there is no nixpkgs.
#
# It stands for the ways of nixpkgs: callPackage, derivations whose builder is bash in strict mode, folders in the
# store with `bin` in them, a kernel with a bzImage and compressed modules. So a test shows that the expressions
# evaluate, that what they run is right, and what vmt does as a builder. It does not show that nixpkgs has packages
# of these names, that vmt compiles with their versions, or that it needs nothing but the store: here a builder sees
# the host's /usr, too.
#
#   path      the folders of the host's programs, as in PATH
#   kernel    a bzImage
#   modules   the folder VERSION with its modules
#   programs  a folder with `vmt` and `vmt-agent` as this checkout has built them
{ path ? "/usr/bin:/bin:/usr/sbin:/sbin"
, kernel
, modules
, programs
}:
let
  inherit (builtins) concatStringsSep functionArgs intersectAttrs listToAttrs
    removeAttrs replaceStrings stringLength substring;

  lib = rec {
    optionalString = condition: text: if condition then text else "";
    hasPrefix = prefix: text: substring 0 (stringLength prefix) text == prefix;
    any = builtins.any;
    escapeShellArg = text: "'${replaceStrings [ "'" ] [ "'\\''" ] (toString text)}'";
    escapeShellArgs = texts: concatStringsSep " " (map escapeShellArg texts);
    makeBinPath = packages: concatStringsSep ":" (map (package: "${package}/bin") packages);
    cleanSourceWith = { src, filter }: builtins.path { name = "source"; path = src; inherit filter; };
    licenses.mit = { };
  };

  # As nixpkgs has it, `meta` and `passthru` are no part of what is built.
  mkDerivation = arguments: derivation (removeAttrs arguments [ "meta" "passthru" ] // {
    name = arguments.name or "${arguments.pname}-${arguments.version}";
    system = builtins.currentSystem;
    builder = "/bin/bash";
    args = [ ./builder.sh ];
    hostPath = path;
  }) // (arguments.passthru or { }) // { inherit (arguments) meta; };

  runCommand = name: environment: buildCommand:
    mkDerivation ({ meta = { }; } // environment // { inherit name buildCommand; });

  writeText = name: text: builtins.toFile name text;

  # A package that has programs of the host, as far as they are installed: vmt itself says what it misses.
  host = name: programs: runCommand name { } ''
    mkdir -p $out/bin
    for program in ${toString programs}; do
      if found=$(command -v $program); then ln -s $found $out/bin; fi
    done
  '';

  callPackage = file: arguments:
    let function = import file;
    in function (intersectAttrs (functionArgs function) packages // arguments);

  # Libraries are where the host's compiler finds them by itself.
  libraries = listToAttrs (map (name: { inherit name; value = host name [ ]; }) [
    "boost" "cli11" "fmt" "libarchive" "libedit" "nlohmann_json" "pegtl" "re2" "tl-expected" "utf8proc" "xxhash"
  ]);

  packages = libraries // {
    inherit lib runCommand writeText callPackage;
    stdenv = { inherit mkDerivation; };
    cmake = host "cmake" [ "cmake" ];
    ninja = host "ninja" [ "ninja" ];
    pkg-config = host "pkg-config" [ "pkg-config" ];
    makeWrapper = host "make-wrapper" [ ];
    glibc.static = host "glibc-static" [ ];
    busybox.override = _: host "busybox" [ "busybox" ];
    e2fsprogs = host "e2fsprogs" [ "mke2fs" ];
    erofs-utils = host "erofs-utils" [ "mkfs.erofs" ];
    kmod = host "kmod" [ "depmod" ];
    lcov = host "lcov" [ "lcov" ];
    qemu = host "qemu" [ "qemu-system-x86_64" "qemu-img" ];
    swtpm = host "swtpm" [ "swtpm" ];
    tesseract = host "tesseract" [ "tesseract" ];

    linux = runCommand "linux" { } ''
      mkdir -p $out/lib/modules
      cp ${builtins.path { name = "bzImage"; path = kernel; }} $out/bzImage
      cp -r --no-preserve=mode ${builtins.path { name = "modules"; path = modules; }} $out/lib/modules/${baseNameOf modules}
      find $out/lib/modules -name 'virtio*.ko' -exec xz -0 {} +
      sed -i -E 's,(/virtio[^/ :]*\.ko),\1.xz,g' $out/lib/modules/*/modules.dep
    '';

    # vmt of this checkout, which need not be compiled again.
    built-vmt = runCommand "built-vmt" { } ''
      mkdir -p $out/bin
      cp ${builtins.path { name = "vmt"; path = "${programs}/vmt"; }} $out/bin/vmt
      cp ${builtins.path { name = "vmt-agent"; path = "${programs}/vmt-agent"; }} $out/bin/vmt-agent
    '';
  };
in
packages
