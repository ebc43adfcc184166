# vmt for Nix: the program, and tests with it as derivations.
#
#   nix-build nix -A vmt
#   (import ./nix { inherit pkgs; }).vmtTest { name = "two-machines"; script = ./examples/two-machines.vmt; }
{ pkgs ? import <nixpkgs> { } }:
rec {
  vmt = pkgs.callPackage ./vmt.nix { };
  vmtTest = pkgs.callPackage ./test.nix { inherit vmt; };
}
