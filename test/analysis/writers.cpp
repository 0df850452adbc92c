// RUN: %cotidy check --dump=writers %s -- -std=c++20 | FileCheck %s
// Intent: who writes what, one entry per function and object; reading through
// an overload that could write is no write, and what only a frame owns is not
// listed.
#include <map>
#include <string>
#include <vector>

struct State {
  int Seen = 0;
};
int Total;
class Store {
public:
  explicit Store(int N) : Count(N) {}
  void set(int N) { Count = N; }
  void add() {
    ++Count;
    ++Count;
    Items.push_back(Count);
    Inner.Seen += 1;
    Total = 1;
  }
  int look(int Key) {
    int Own = 0;
    Own = Items.front();
    return Own + Names.find(Key)->second;
  }

private:
  int Count;
  std::vector<int> Items;
  std::map<int, int> Names;
  State Inner;
};
void from_outside(State &Other) { Other.Seen = 2; }
// CHECK: 10: 'Seen'
// CHECK-NEXT: 21: 'Inner.Seen' changed by Store::add
// CHECK-NEXT: 36: 'Other.Seen' set by from_outside
// CHECK-NEXT: 12: 'Total'
// CHECK-NEXT: 22: 'Total' set by Store::add
// CHECK-NEXT: 31: 'Count'
// CHECK-NEXT: 16: 'Count' set by Store::set
// CHECK-NEXT: 18: 'Count' changed by Store::add
// CHECK-NEXT: 32: 'Items'
// CHECK-NEXT: 20: 'Items' changed by Store::add
// CHECK-NEXT: 34: 'Inner'
// CHECK-NEXT: 21: 'Inner.Seen' changed by Store::add
// CHECK-NOT: {{.}}
