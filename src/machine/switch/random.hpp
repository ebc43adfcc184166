// The random numbers of the network: a sequence that depends on nothing but its key, so that frames
// which come again meet the same fate, whatever the rest of the network does meanwhile.
#pragma once

#include <cstdint>
#include <initializer_list>

namespace vmt::machine::network {

// Spreads a number over all 64 bits: neighbours become strangers (the last step of SplitMix64, from
// Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014).
constexpr std::uint64_t mixed(std::uint64_t number) {
  number = (number ^ number >> 30) * 0xbf58476d1ce4e5b9;
  number = (number ^ number >> 27) * 0x94d049bb133111eb;
  return number ^ number >> 31;
}

// One key from several numbers; their order matters.
constexpr std::uint64_t mixed(std::initializer_list<std::uint64_t> numbers) {
  std::uint64_t key = 0;
  for (const auto number : numbers) key = mixed(key + 0x9e3779b97f4a7c15 + mixed(number));
  return key;
}

// SplitMix64: the n-th number is a function of the key and of n alone.
class Random {
public:
  constexpr explicit Random(std::uint64_t key) : state_(key) {}

  constexpr std::uint64_t next() { return mixed(state_ += 0x9e3779b97f4a7c15); }

  // From 0 up to, and never, 1, in steps of 2^-53: all that a double can hold.
  constexpr double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }

  // True in this share of all calls; never for 0, always for 1.
  constexpr bool happens(double share) { return unit() < share; }

private:
  std::uint64_t state_;
};

}  // namespace vmt::machine::network
