// RUN: %cotidy check --dump=invalidators %s -- -std=c++20 | FileCheck %s
// Intent: what changes which container, owner or pointer, and what ends by
// that; looking is no change.
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

struct Node {
  int Value = 0;
};
class Store {
public:
  void grow() {
    Items.push_back(1);
    Names[1] = "a";
    Hashed.emplace(1, 2);
    Ends.push_front(1);
  }
  void shrink() {
    Items.clear();
    Names.erase(1);
  }
  int look() {
    return Items.front() + Items.at(0) + *Items.begin() + Items.data()[0] +
           int(Names.find(1)->second.size()) + Owned->Value + Maybe.value();
  }
  void set() {
    Owned = std::make_unique<Node>();
    Maybe = 3;
  }
  void reset() {
    Owned.reset();
    Maybe = std::nullopt;
    Plain = nullptr;
  }
  std::vector<int> take() { return std::move(Items); }
  std::vector<int> swap_out() { return std::exchange(Items, {}); }
  void pass() { clear_all(Items); }
  void end() { delete Plain; }
  static void clear_all(std::vector<int> &All) { All.clear(); }

private:
  std::vector<int> Items;
  std::map<int, std::string> Names;
  std::unordered_map<int, int> Hashed;
  std::deque<int> Ends;
  std::unique_ptr<Node> Owned;
  std::optional<int> Maybe;
  Node *Plain = nullptr;
};
// CHECK: 45: 'All'
// CHECK-NEXT:   45: 'All' changed by Store::clear_all, ends references, takes away, may leave nothing
// CHECK-NEXT: 48: 'Items'
// CHECK-NEXT:   19: 'Items' changed by Store::grow, ends references
// CHECK-NEXT:   25: 'Items' changed by Store::shrink, ends references, takes away, may leave nothing
// CHECK-NEXT:   41: 'Items' changed by Store::take, ends references, takes away, may leave nothing
// CHECK-NEXT:   42: 'Items' changed by Store::swap_out, ends references, takes away, may leave nothing
// CHECK-NEXT:   43: 'Items' changed by Store::pass, ends references, takes away, may leave nothing
// CHECK-NEXT: 49: 'Names'
// CHECK-NEXT:   20: 'Names[...]' changed by Store::grow, ends references, takes away
// CHECK-NEXT:   26: 'Names' changed by Store::shrink, ends references, takes away, may leave nothing
// CHECK-NEXT: 50: 'Hashed'
// CHECK-NEXT:   21: 'Hashed' changed by Store::grow, ends iterators
// CHECK-NEXT: 51: 'Ends'
// CHECK-NEXT:   22: 'Ends' changed by Store::grow, ends iterators
// CHECK-NEXT: 52: 'Owned'
// CHECK-NEXT:   33: 'Owned' changed by Store::set, ends references, takes away
// CHECK-NEXT:   37: 'Owned' changed by Store::reset, ends references, takes away, may leave nothing
// CHECK-NEXT: 53: 'Maybe'
// CHECK-NEXT:   34: 'Maybe' changed by Store::set, ends references, takes away
// CHECK-NEXT:   38: 'Maybe' changed by Store::reset, ends references, takes away, may leave nothing
// CHECK-NEXT: 54: 'Plain'
// CHECK-NEXT:   39: 'Plain' changed by Store::reset, ends nothing, takes away, may leave nothing
// CHECK-NEXT:   44: 'Plain' changed by Store::end, ends nothing, takes away
