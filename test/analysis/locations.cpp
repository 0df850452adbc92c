// RUN: %cotidy check --dump=locations %s -- -std=c++20 | FileCheck %s
// Intent: which objects a body names, and which of them others can change.
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

struct Node {
  Node *next;
  int weight;
};
struct Shared {
  int hits;
};
int Total;

class Store {
public:
  void members(int Key) {
    // CHECK: Store::members
    nested_.weight = 1;
    // CHECK-NEXT: [[@LINE-1]]: 'nested_.weight' this, shared
    map_[Key] = 1;
    // CHECK-NEXT: [[@LINE-1]]: 'map_[...]' this, shared
    map_.find(Key)->second = 1;
    // CHECK-NEXT: [[@LINE-1]]: 'map_[...]' this, shared
    head_->weight = 1;
    // CHECK-NEXT: [[@LINE-1]]: 'head_->weight' this, shared
    *limit_ = 1;
    // CHECK-NEXT: [[@LINE-1]]: '*limit_' this, shared
    set(get() + 1);
    // CHECK: [[@LINE-1]]: 'nested_.weight' this, shared
    for (Node &Each : all_)
      // CHECK: [[@LINE-1]]: 'all_' this, shared
      Each.weight = 1;
    // CHECK-NEXT: [[@LINE-1]]: 'all_[...].weight' this, shared
    auto Step = [this] { nested_.weight = 2; };
    Step();
  }
  int get() const { return nested_.weight; }
  void set(int W) { nested_.weight = W; }

private:
  Node nested_;
  Node *head_;
  Node all_[2];
  std::map<int, int> map_;
  std::optional<int> limit_;
};

// CHECK: variables
void variables(int Value, int &Reference, const std::string &Text, Node &&Given,
               std::shared_ptr<Shared> Handle, std::unique_ptr<Shared> Owner) {
  Total = 1;
  // CHECK: [[@LINE-1]]: 'Total' static, shared
  Value = 1;
  // CHECK-NEXT: [[@LINE-1]]: 'Value' local{{$}}
  Reference = 1;
  // CHECK-NEXT: [[@LINE-1]]: 'Reference' referred to, shared
  Given.weight = 1;
  // CHECK-NEXT: [[@LINE-1]]: 'Given.weight' referred to{{$}}
  Handle->hits = 1;
  // CHECK-NEXT: [[@LINE-1]]: 'Handle->hits' referred to, shared
  Owner->hits = 1;
  // CHECK-NEXT: [[@LINE-1]]: 'Owner->hits' referred to{{$}}
  std::shared_ptr<Shared> Made = std::make_shared<Shared>();
  Made->hits = 1;
  // CHECK-NEXT: [[@LINE-1]]: 'Made->hits' referred to{{$}}
  Node *Alias = &Given;
  // CHECK-NEXT: [[@LINE-1]]: 'Given' referred to{{$}}
  Alias->weight = 2;
  // CHECK-NEXT: [[@LINE-1]]: 'Given.weight' referred to{{$}}
}

// CHECK: captures
// CHECK: lambda
void captures() {
  int Sum = 0;
  int Copy = 0;
  auto Add = [&Sum, Copy]() mutable {
    Sum = 1;
    // CHECK-NEXT: [[@LINE-1]]: 'Sum' captured, shared
    Copy = 1;
    // CHECK-NEXT: [[@LINE-1]]: 'Copy' local{{$}}
  };
  Add();
}
