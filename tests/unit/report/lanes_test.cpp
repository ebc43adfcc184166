#include "report/lanes.hpp"

#include <gtest/gtest.h>

namespace vmt::report {
namespace {

class Texts : public Reporter {
public:
  explicit Texts(std::vector<std::string>& texts) : texts_(texts) {}
  void on(const Event& event) override { texts_.push_back(std::get<Logged>(event.what).text); }

private:
  std::vector<std::string>& texts_;
};

TEST(Lanes, TellOneThingAfterTheOther) {
  std::vector<std::string> told;
  EventStream out;
  out.add(std::make_unique<Texts>(told));
  Lanes lanes(out, 3);
  using Told = std::vector<std::string>;

  lanes.lane(1).emit(Logged{"second, early"});
  lanes.lane(0).emit(Logged{"first"});
  EXPECT_EQ(told, Told{"first"});
  lanes.lane(2).emit(Logged{"third"});
  lanes.finish(2);
  lanes.finish(0);
  EXPECT_EQ(told, (Told{"first", "second, early"}));
  lanes.lane(1).emit(Logged{"second, late"});
  lanes.finish(1);
  EXPECT_EQ(told, (Told{"first", "second, early", "second, late", "third"}));
}

}  // namespace
}  // namespace vmt::report
