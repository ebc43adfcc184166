// Tells when something in the guest has changed on which an init system's answers may depend: a process has begun or
// ended, or a file came, went or was written in the folders where services and init systems keep what runs.
//
// To ask an init system is to start processes, and these are no change. So whoever asks says so here, and all who
// ask share one `Changes`.
#pragma once

#include <memory>
#include <set>

#include "agent/process_events.hpp"

namespace vmt::agent {

class Changes {
public:
  class Listener {
  public:
    // `is_doubtful`: it happened to a file while a question was under way, which may have done it itself.
    virtual void changed(bool is_doubtful) = 0;

  protected:
    ~Listener() = default;
  };

  explicit Changes(Loop& loop);

  // The one of this program; it ends with the last who holds it.
  static std::shared_ptr<Changes> shared(Loop& loop);

  void add(Listener& listener) { listeners_.insert(&listener); }
  void remove(Listener& listener) { listeners_.erase(&listener); }

  // A question has been started as this process, and has ended. The second one tells first of all that has
  // happened until now.
  void question_begins(pid_t process);
  void question_ends();

  // False: this kernel does not tell all, so it has to be asked often.
  bool is_complete() const { return processes_.is_open() && folders_.is_open(); }

private:
  void take(const std::vector<ProcessEvent>& events);
  void read_folders();
  void watch_folders();
  void watch_tree(const std::string& path, int levels);
  void tell(bool is_doubtful);

  std::set<Listener*> listeners_;
  std::set<pid_t> questions_;  // the processes of questions, and what they have started
  int under_way_ = 0;
  int watched_folders_ = 0;
  Descriptor folders_;
  Registration folders_watch_;
  ProcessEvents processes_;
};

}  // namespace vmt::agent
