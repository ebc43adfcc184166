# The vmt program. Everything that it runs on machines of its own is named by its store path, so nothing has to be
# installed. Not there: what makes `image debian` (mmdebstrap, apt), the firmware for `uefi`, gcov for --coverage.
{ lib
, stdenv
, cmake
, ninja
, pkg-config
, makeWrapper
, boost
, boost181 ? boost # in newer ones, Boost.Process is no longer headers only, as vmt expects
, cli11
, fmt
, libarchive
, libedit
, nlohmann_json
, pegtl
, re2
, tl-expected
, utf8proc
, xxHash ? null # its former name
, xxhash ? xxHash
, glibc
, busybox
, e2fsprogs
, erofs-utils
, kmod
, qemu
, lcov
, swtpm
, tesseract
, runCommand
}:
let
  # busybox goes into guests that have nothing else, so it is linked statically; and it comes alone,
  # because its own folder would hide the host's tools behind its applets.
  static-busybox = runCommand "busybox-alone" { } ''
    mkdir -p $out/bin
    ln -s ${busybox.override { enableStatic = true; }}/bin/busybox $out/bin/busybox
  '';

  # What is compiled, and nothing else of the checkout: a changed test does not build the program again.
  root = toString ../.;
  sources = [ "CMakeLists.txt" "docs" "grammar" "src" "stdlib" ];
  isSource = path: lib.any (name: path == "${root}/${name}" || lib.hasPrefix "${root}/${name}/" path) sources;
in
stdenv.mkDerivation {
  pname = "vmt";
  version = "0.1.0";

  src = lib.cleanSourceWith {
    src = ../.;
    filter = path: _: isSource path;
  };

  nativeBuildInputs = [ cmake ninja pkg-config makeWrapper ];
  buildInputs = [ boost181 cli11 fmt libarchive libedit nlohmann_json pegtl re2 tl-expected utf8proc xxhash ]
    # The agent starts in any guest, so it is linked statically too.
    ++ [ glibc.static ];

  # Tests boot machines; `vmtTest` is how one does that with Nix. And another compiler than that of Debian 12 may
  # warn of something else.
  cmakeFlags = [ "-DBUILD_TESTING=OFF" "-DVMT_WARNINGS_AS_ERRORS=OFF" ];

  installPhase = ''
    runHook preInstall
    install -D -m 755 bin/vmt $out/libexec/vmt/vmt
    install -D -m 755 bin/vmt-agent $out/libexec/vmt/vmt-agent
    install -D -m 644 ../docs/vmt.1 $out/share/man/man1/vmt.1
    makeWrapper $out/libexec/vmt/vmt $out/bin/vmt \
      --prefix PATH : ${lib.makeBinPath [ static-busybox qemu e2fsprogs erofs-utils kmod lcov swtpm tesseract ]}
    runHook postInstall
  '';

  meta = {
    description = "A language for tests that need machines, its checker and its interpreter";
    license = lib.licenses.mit;
    mainProgram = "vmt";
    platforms = [ "x86_64-linux" ];
  };
}
