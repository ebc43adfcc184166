// Whether guests run on the processor's virtualisation (KVM) or are translated (TCG).
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace vmt::machine {

// What decides, apart from a trial; a test fills it by hand.
struct AcceleratorFacts {
  std::string asked;                // LabOptions::accelerator or $VMT_ACCEL; empty: find out
  bool has_processor_flag = false;  // vmx or svm in /proc/cpuinfo
  bool can_open_kvm = false;        // /dev/kvm
  std::filesystem::path verdict;    // where the answer of a trial is kept
};

AcceleratorFacts accelerator_facts(const std::string& asked, const std::filesystem::path& cache);

// What is used, where no trial has to tell. Throws as the next one.
std::optional<std::string> known_accelerator(const AcceleratorFacts& facts);

// "kvm" or "tcg". That /dev/kvm exists proves nothing: KVM is used when the processor can do it and
// `trial`, which boots a small guest with it, has once been successful on this host and kernel.
// Throws Trouble (infrastructure) when something else was asked for.
std::string choose_accelerator(const AcceleratorFacts& facts, const std::function<bool()>& trial);

}  // namespace vmt::machine
