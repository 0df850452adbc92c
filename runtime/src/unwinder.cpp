// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "unwinder.hpp"

#include <cxxabi.h>
#include <dlfcn.h>
#include <link.h>
#include <unistd.h>
#include <unwind.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <unordered_map>
#include <utility>

namespace cotidy::detail {

// The part of <elfutils/libdwfl.h> that is needed, so that nothing has to be
// installed to build this. Its ABI is stable since 0.158.
namespace dw {

struct Dwfl;
struct Dwfl_Module;
struct Dwfl_Thread;
struct Dwfl_Frame;
struct Dwarf_Line;
struct Dwarf_Files;
using Addr = std::uint64_t;
using Word = std::uint64_t;

struct Dwarf_Die {
  void *address;
  void *unit;
  void *abbreviation;
  long padding;
};

struct Dwarf_Attribute {
  unsigned code;
  unsigned form;
  unsigned char *value;
  void *unit;
};

enum {
  tag_class_type = 0x02,
  tag_lexical_block = 0x0b,
  tag_structure_type = 0x13,
  tag_inlined_subroutine = 0x1d,
  tag_subprogram = 0x2e,
  tag_namespace = 0x39,
  at_name = 0x03,
  at_call_column = 0x57,
  at_call_file = 0x58,
  at_call_line = 0x59,
  at_linkage_name = 0x6e,
};

struct Dwfl_Callbacks {
  int (*find_elf)(Dwfl_Module *, void **, const char *, Addr, char **, void **);
  int (*find_debuginfo)(Dwfl_Module *, void **, const char *, Addr,
                        const char *, const char *, std::uint32_t, char **);
  int (*section_address)(Dwfl_Module *, void **, const char *, Addr,
                         const char *, std::uint32_t, const void *, Addr *);
  char **debuginfo_path;
};

struct Dwfl_Thread_Callbacks {
  pid_t (*next_thread)(Dwfl *, void *, void **);
  bool (*get_thread)(Dwfl *, pid_t, void *, void **);
  bool (*memory_read)(Dwfl *, Addr, Word *, void *);
  bool (*set_initial_registers)(Dwfl_Thread *, void *);
  void (*detach)(Dwfl *, void *);
  void (*thread_detach)(Dwfl_Thread *, void *);
};

enum { callback_ok = 0, callback_abort = 1 };

struct library {
  Dwfl *(*begin)(const Dwfl_Callbacks *);
  void (*end)(Dwfl *);
  int (*linux_proc_report)(Dwfl *, pid_t);
  int (*report_end)(Dwfl *, void *, void *);
  int (*linux_proc_find_elf)(Dwfl_Module *, void **, const char *, Addr,
                             char **, void **);
  int (*build_id_find_debuginfo)(Dwfl_Module *, void **, const char *, Addr,
                                 const char *, const char *, std::uint32_t,
                                 char **);
  bool (*attach_state)(Dwfl *, void *, pid_t, const Dwfl_Thread_Callbacks *,
                       void *);
  int (*getthread_frames)(Dwfl *, pid_t, int (*)(Dwfl_Frame *, void *), void *);
  bool (*frame_pc)(Dwfl_Frame *, Addr *, bool *);
  bool (*thread_state_registers)(Dwfl_Thread *, int, unsigned, const Word *);
  void (*thread_state_register_pc)(Dwfl_Thread *, Word);
  Dwfl_Module *(*addrmodule)(Dwfl *, Addr);
  const char *(*module_addrname)(Dwfl_Module *, Addr);

  Dwarf_Die *(*module_addrdie)(Dwfl_Module *, Addr, Addr *);
  Dwarf_Die *(*module_nextcu)(Dwfl_Module *, Dwarf_Die *, Addr *);
  int (*haspc)(Dwarf_Die *, Addr);
  Dwarf_Line *(*getsrc_die)(Dwarf_Die *, Addr);
  const char *(*linesrc)(Dwarf_Line *, Word *, Word *);
  int (*lineno)(Dwarf_Line *, int *);
  int (*linecol)(Dwarf_Line *, int *);
  int (*child)(Dwarf_Die *, Dwarf_Die *);
  int (*siblingof)(Dwarf_Die *, Dwarf_Die *);
  int (*die_tag)(Dwarf_Die *);
  Dwarf_Attribute *(*attribute)(Dwarf_Die *, unsigned, Dwarf_Attribute *);
  Dwarf_Attribute *(*attribute_integrate)(Dwarf_Die *, unsigned,
                                          Dwarf_Attribute *);
  const char *(*form_string)(Dwarf_Attribute *);
  int (*form_number)(Dwarf_Attribute *, Word *);
  int (*source_files)(Dwarf_Die *, Dwarf_Files **, std::size_t *);
  const char *(*source_file)(Dwarf_Files *, std::size_t, Word *, Word *);

  bool load();

  std::string string(Dwarf_Die *die, unsigned name) const {
    Dwarf_Attribute found;
    const char *text =
        attribute_integrate(die, name, &found) ? form_string(&found) : nullptr;
    return text ? text : "";
  }
  Word number(Dwarf_Die *die, unsigned name) const {
    Dwarf_Attribute found;
    Word value = 0;
    if (attribute(die, name, &found))
      form_number(&found, &value);
    return value;
  }
};

bool library::load() {
  void *handle = dlopen("libdw.so.1", RTLD_NOW | RTLD_LOCAL);
  if (!handle)
    return false;
  bool complete = true;
  const auto find = [&](auto &function, const char *name) {
    function =
        reinterpret_cast<std::decay_t<decltype(function)>>(dlsym(handle, name));
    complete = complete && function;
  };
  find(begin, "dwfl_begin");
  find(end, "dwfl_end");
  find(linux_proc_report, "dwfl_linux_proc_report");
  find(report_end, "dwfl_report_end");
  find(linux_proc_find_elf, "dwfl_linux_proc_find_elf");
  find(build_id_find_debuginfo, "dwfl_build_id_find_debuginfo");
  find(attach_state, "dwfl_attach_state");
  find(getthread_frames, "dwfl_getthread_frames");
  find(frame_pc, "dwfl_frame_pc");
  find(thread_state_registers, "dwfl_thread_state_registers");
  find(thread_state_register_pc, "dwfl_thread_state_register_pc");
  find(addrmodule, "dwfl_addrmodule");
  find(module_addrname, "dwfl_module_addrname");
  find(module_addrdie, "dwfl_module_addrdie");
  find(module_nextcu, "dwfl_module_nextcu");
  find(haspc, "dwarf_haspc");
  find(getsrc_die, "dwarf_getsrc_die");
  find(linesrc, "dwarf_linesrc");
  find(lineno, "dwarf_lineno");
  find(linecol, "dwarf_linecol");
  find(child, "dwarf_child");
  find(siblingof, "dwarf_siblingof");
  find(die_tag, "dwarf_tag");
  find(attribute, "dwarf_attr");
  find(attribute_integrate, "dwarf_attr_integrate");
  find(form_string, "dwarf_formstring");
  find(form_number, "dwarf_formudata");
  find(source_files, "dwarf_getsrcfiles");
  find(source_file, "dwarf_filesrc");
  return complete;
}

} // namespace dw

namespace {

// The one thread libdw is told of: that of the slice.
constexpr pid_t sliced_thread = 1;

struct unwinding {
  const dw::library *library;
  const stack_slice *slice;
  std::uint64_t frame_pointer; // a guess, where the register is not known
  std::vector<std::uintptr_t> *addresses;
};

pid_t next_thread(dw::Dwfl *, void *argument, void **thread) {
  if (*thread)
    return 0;
  *thread = argument;
  return sliced_thread;
}

bool read_memory(dw::Dwfl *, dw::Addr at, dw::Word *result, void *argument) {
  const stack_slice &slice = *static_cast<unwinding *>(argument)->slice;
  if (at < slice.from || at - slice.from + sizeof *result > slice.size)
    return false;
  std::memcpy(result, slice.bytes + (at - slice.from), sizeof *result);
  return true;
}

bool set_registers(dw::Dwfl_Thread *thread, void *argument) {
  const unwinding &job = *static_cast<unwinding *>(argument);
  const stack_slice &slice = *job.slice;
  job.library->thread_state_register_pc(thread, slice.registers[pc_register]);
  if (slice.has_all_registers)
    return job.library->thread_state_registers(thread, 0, register_count,
                                               slice.registers);
  if (job.frame_pointer)
    job.library->thread_state_registers(thread, fp_register, 1,
                                        &job.frame_pointer);
  return job.library->thread_state_registers(thread, sp_register, 1,
                                             &slice.registers[sp_register]);
}

int take_frame(dw::Dwfl_Frame *frame, void *argument) {
  const unwinding &job = *static_cast<unwinding *>(argument);
  constexpr std::size_t deep_enough = 128;
  dw::Addr pc = 0;
  bool is_exact = false;
  if (job.addresses->size() >= deep_enough ||
      !job.library->frame_pc(frame, &pc, &is_exact))
    return dw::callback_abort;
  // As if all were return addresses.
  job.addresses->push_back(is_exact ? pc + 1 : pc);
  return dw::callback_ok;
}

constexpr dw::Dwfl_Thread_Callbacks thread_callbacks = {
    next_thread, nullptr, read_memory, set_registers, nullptr, nullptr};

} // namespace

struct unwinder::session {
  dw::library library{};
  const bool wants_names;
  const bool has_library;
  dw::Dwfl_Callbacks callbacks{};
  dw::Dwfl *dwfl = nullptr;
  unwinding job{};
  // What an address means is found once: reports tend to come from few places.
  std::unordered_map<std::uintptr_t, std::vector<frame>> known;
  unsigned long long unloaded = 0;

  explicit session(bool symbolize)
      : wants_names(symbolize), has_library(library.load()) {
    if (has_library)
      // Not dwfl_standard_find_debuginfo: it may ask a server, and loads half
      // of a web browser to do so.
      callbacks = {library.linux_proc_find_elf, library.build_id_find_debuginfo,
                   nullptr, nullptr};
  }
  ~session() { close(); }

  void close() {
    if (dwfl)
      library.end(dwfl);
    dwfl = nullptr;
    known.clear();
  }

  // After dlclose() an address may mean something else.
  void forget_unloaded() {
    unsigned long long count = 0;
    dl_iterate_phdr(
        [](dl_phdr_info *info, std::size_t, void *result) {
          *static_cast<unsigned long long *>(result) = info->dlpi_subs;
          return 1;
        },
        &count);
    if (std::exchange(unloaded, count) != count)
      close();
  }

  bool open() {
    if (dwfl || !has_library)
      return dwfl;
    dwfl = library.begin(&callbacks);
    if (dwfl && library.linux_proc_report(dwfl, getpid()) == 0 &&
        library.report_end(dwfl, nullptr, nullptr) == 0 &&
        library.attach_state(dwfl, nullptr, getpid(), &thread_callbacks, &job))
      return true;
    close();
    return false;
  }

  // Libraries come with dlopen: an address nobody knows is reason to ask again.
  dw::Dwfl_Module *module_of(std::uintptr_t address) {
    if (!open())
      return nullptr;
    if (dw::Dwfl_Module *module = library.addrmodule(dwfl, address))
      return module;
    Dl_info info;
    if (!dladdr(reinterpret_cast<void *>(address), &info))
      return nullptr;
    close();
    return open() ? library.addrmodule(dwfl, address) : nullptr;
  }

  std::vector<std::uintptr_t> unwind_with(const stack_slice &slice,
                                          std::uint64_t frame_pointer) {
    std::vector<std::uintptr_t> result;
    module_of(slice.registers[pc_register]);
    if (!open())
      return result;
    job = {&library, &slice, frame_pointer, &result};
    library.getthread_frames(dwfl, sliced_thread, take_frame, &job);
    return result;
  }

  // Where the frame pointer is not known: where a function that keeps one may
  // have pushed that of its caller, which need not keep any, below the address
  // that it returns to.
  std::vector<std::uint64_t> likely_frame_pointers(const stack_slice &slice,
                                                   std::uintptr_t inner) const {
    constexpr std::size_t enough = 64;
    std::vector<std::uint64_t> result;
    std::uint64_t words[2];
    for (std::size_t at = -slice.from % 16;
         at + sizeof words <= slice.size && result.size() < enough;
         at += sizeof words) {
      std::memcpy(words, slice.bytes + at, sizeof words);
      // In the innermost function it was left there by an earlier call.
      if (is_code(words[1]) && !is_same_function(words[1], inner))
        result.push_back(slice.from + at);
    }
    return result;
  }

  static bool is_same_function(std::uintptr_t one, std::uintptr_t other) {
    Dl_info infos[2];
    return dladdr(reinterpret_cast<void *>(one - 1), &infos[0]) &&
           dladdr(reinterpret_cast<void *>(other - 1), &infos[1]) &&
           infos[0].dli_saddr && infos[0].dli_saddr == infos[1].dli_saddr;
  }

  static bool is_code(std::uintptr_t address) {
    const auto holds = [](dl_phdr_info *module, std::size_t, void *argument) {
      const std::uintptr_t offset =
          *static_cast<std::uintptr_t *>(argument) - module->dlpi_addr;
      return int(std::any_of(module->dlpi_phdr,
                             module->dlpi_phdr + module->dlpi_phnum,
                             [&](const ElfW(Phdr) & each) {
                               return each.p_type == PT_LOAD &&
                                      (each.p_flags & PF_X) &&
                                      offset - each.p_vaddr < each.p_memsz;
                             }));
    };
    return dl_iterate_phdr(holds, &address) != 0;
  }

  // With the frame pointer that leads furthest and nowhere but into code. What
  // earlier calls left behind lies below the one that is right: of equal ones
  // the last.
  std::vector<std::uintptr_t> unwind_guessing(const stack_slice &slice) {
    std::vector<std::uintptr_t> best = unwind_with(slice, 0);
    best.erase(std::ranges::find_if_not(best, is_code), best.end());
    if (!dwfl || best.empty())
      return best;
    for (const std::uint64_t guess : likely_frame_pointers(slice, best.back()))
      if (auto other = unwind_with(slice, guess);
          other.size() >= best.size() && std::ranges::all_of(other, is_code))
        best = std::move(other);
    return best;
  }

  // The part of a module's debug information that an address belongs to.
  struct unit {
    dw::Dwarf_Die *die = nullptr;
    dw::Addr address = 0; // as the unit counts
  };
  unit unit_of(std::uintptr_t address);

  // Adds the calls that were inlined at an address, outermost first. True when
  // the address was found below `parent`. libdw has a function for this; that
  // of 0.188 gives up on what Clang writes.
  bool add_inlined(dw::Dwarf_Die *parent, dw::Addr address,
                   std::vector<dw::Dwarf_Die> &calls) const;

  frame describe(std::uintptr_t address, const unit &where);
  // The frame, and before it those of the functions inlined there.
  std::vector<frame> describe_with_inlined(std::uintptr_t return_address);

  std::string function_of(dw::Dwarf_Die *die) const {
    const std::string linkage = library.string(die, dw::at_linkage_name);
    return linkage.empty() ? library.string(die, dw::at_name)
                           : demangle(linkage.c_str());
  }
};

unwinder::session::unit unwinder::session::unit_of(std::uintptr_t address) {
  dw::Dwfl_Module *module = wants_names ? module_of(address) : nullptr;
  if (!module)
    return {};
  dw::Addr bias = 0;
  if (dw::Dwarf_Die *die = library.module_addrdie(module, address, &bias))
    return {die, address - bias};
  // Clang writes no table of addresses.
  dw::Dwarf_Die *die = nullptr;
  while ((die = library.module_nextcu(module, die, &bias)))
    if (library.haspc(die, address - bias) == 1)
      return {die, address - bias};
  return {};
}

frame unwinder::session::describe(std::uintptr_t address, const unit &where) {
  frame result;
  result.address = address + 1;
  Dl_info info;
  if (dladdr(reinterpret_cast<void *>(address), &info)) {
    result.module = info.dli_fname ? info.dli_fname : "";
    result.offset = address - reinterpret_cast<std::uintptr_t>(info.dli_fbase);
    if (info.dli_sname)
      result.function = demangle(info.dli_sname);
  }
  if (dw::Dwfl_Module *module = wants_names ? module_of(address) : nullptr)
    if (const char *name = library.module_addrname(module, address))
      result.function = demangle(name);
  dw::Dwarf_Line *line =
      where.die ? library.getsrc_die(where.die, where.address) : nullptr;
  if (!line)
    return result;
  int number = 0;
  int column = 0;
  if (const char *file = library.linesrc(line, nullptr, nullptr))
    result.file = file;
  library.lineno(line, &number);
  library.linecol(line, &column);
  result.line = std::uint32_t(number);
  result.column = std::uint32_t(column);
  return result;
}

bool unwinder::session::add_inlined(dw::Dwarf_Die *parent, dw::Addr address,
                                    std::vector<dw::Dwarf_Die> &calls) const {
  dw::Dwarf_Die die;
  bool more = library.child(parent, &die) == 0;
  for (; more; more = library.siblingof(&die, &die) == 0) {
    switch (library.die_tag(&die)) {
    case dw::tag_namespace:
    case dw::tag_class_type:
    case dw::tag_structure_type:
      if (add_inlined(&die, address, calls))
        return true;
      break;
    case dw::tag_subprogram:
    case dw::tag_inlined_subroutine:
    case dw::tag_lexical_block:
      if (library.haspc(&die, address) != 1)
        break;
      if (library.die_tag(&die) == dw::tag_inlined_subroutine)
        calls.push_back(die);
      add_inlined(&die, address, calls);
      return true;
    }
  }
  return false;
}

std::vector<frame>
unwinder::session::describe_with_inlined(std::uintptr_t return_address) {
  std::vector<frame> result;
  const unit where = unit_of(return_address - 1);
  frame next = describe(return_address - 1, where);
  const std::string outermost = next.function;
  std::vector<dw::Dwarf_Die> calls;
  dw::Dwarf_Files *files = nullptr;
  std::size_t file_count = 0;
  if (where.die && add_inlined(where.die, where.address, calls))
    library.source_files(where.die, &files, &file_count);
  // Innermost first: each inlined call is at a line of the next one.
  for (std::size_t i = calls.size(); i-- > 0;) {
    dw::Dwarf_Die *scope = &calls[i];
    next.function = function_of(scope);
    result.push_back(next);
    const std::size_t file = library.number(scope, dw::at_call_file);
    const char *name = files && file < file_count
                           ? library.source_file(files, file, nullptr, nullptr)
                           : nullptr;
    next.file = name ? name : "";
    next.line = std::uint32_t(library.number(scope, dw::at_call_line));
    next.column = std::uint32_t(library.number(scope, dw::at_call_column));
    next.function = outermost;
  }
  result.push_back(next);
  return result;
}

unwinder::unwinder(bool symbolize)
    : session_(std::make_unique<session>(symbolize)) {}

unwinder::~unwinder() = default;

bool unwinder::has_library() const { return session_->has_library; }

void unwinder::forget_modules() { session_->close(); }

std::vector<frame> unwinder::unwind(const stack_slice &slice) {
  session_->forget_unloaded();
  std::vector<std::uintptr_t> stack = slice.has_all_registers
                                          ? session_->unwind_with(slice, 0)
                                          : session_->unwind_guessing(slice);
  if (stack.empty())
    stack.push_back(slice.registers[pc_register] + 1);
  return symbolize(stack);
}

std::vector<frame>
unwinder::symbolize(const std::vector<std::uintptr_t> &stack) {
  constexpr std::size_t enough = 16 * 1024;
  session_->forget_unloaded();
  std::vector<frame> result;
  for (const std::uintptr_t address : stack) {
    auto found = session_->known.find(address);
    if (found == session_->known.end()) {
      std::vector<frame> frames = session_->describe_with_inlined(address);
      if (session_->known.size() >= enough)
        session_->known.clear();
      found = session_->known.emplace(address, std::move(frames)).first;
    }
    result.insert(result.end(), found->second.begin(), found->second.end());
  }
  return result;
}

namespace {

struct capture {
  std::vector<std::uintptr_t> *stack;
  std::size_t depth;
  std::size_t skip;
};

_Unwind_Reason_Code capture_frame(_Unwind_Context *context, void *argument) {
  capture &job = *static_cast<capture *>(argument);
  const std::uintptr_t address = _Unwind_GetIP(context);
  if (!address || job.stack->size() >= job.depth)
    return _URC_END_OF_STACK;
  if (job.skip)
    --job.skip;
  else
    job.stack->push_back(address);
  return _URC_NO_REASON;
}

} // namespace

__attribute__((noinline)) std::vector<std::uintptr_t>
capture_stack(std::size_t depth, std::size_t skip) {
  std::vector<std::uintptr_t> stack;
  stack.reserve(depth);
  capture job = {&stack, depth, skip + 1};
  if (depth)
    _Unwind_Backtrace(capture_frame, &job);
  return stack;
}

std::string demangle(const char *name) {
  int status = 0;
  const std::unique_ptr<char, void (*)(void *)> text(
      abi::__cxa_demangle(name, nullptr, nullptr, &status), std::free);
  return text ? text.get() : name;
}

bool is_project_frame(const frame &each) {
  constexpr std::string_view foreign[] = {
      "/boost/asio/",     "/asio/detail/",       "/asio/impl/",
      "/cotidy/loop.hpp", "/cotidy/watched.hpp", "/cotidy/debug.hpp",
      "/cotidy/asio.hpp", "/cotidy/uv.hpp",      "/gtest/"};
  const auto begins = [](const std::string &path) {
    return path.starts_with("/usr/") || path.starts_with("/lib/");
  };
  if (each.file.empty() || each.line == 0 || begins(each.file) ||
      begins(each.module) ||
      each.module.find("/libcotidy.so") != std::string::npos)
    return false;
  return std::ranges::none_of(foreign, [&](std::string_view part) {
    return each.file.find(part) != std::string::npos;
  });
}

} // namespace cotidy::detail
