// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What libraries mean, as data: which of their functions block, spawn or
// offload, what happens to a task of theirs that is dropped, what could be
// called instead.
//
// The model only adds what the language does not say. Whether a type is a
// coroutine type, lazy or eager, awaitable or not, is read from its promise in
// checks/analysis/TypeFacts.h; an entry here overrules that.
//
// Built-in models (libraries/*.json) and user models (--model, option
// async.Models) go through the same loader. The format is documented in
// docs/library-model.md and docs/library-model.schema.json.

#ifndef COTIDY_CHECKS_MODEL_LIBRARYMODEL_H
#define COTIDY_CHECKS_MODEL_LIBRARYMODEL_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cotidy {

enum class TypeRole {
  Task,          // a coroutine's return type, or a future like it
  Generator,     // produces values synchronously; no asynchronous context
  FireAndForget, // a coroutine's return type that nobody is meant to await
  Value,         // awaitable, yet an ordinary value: never a forgotten task
  Guard,         // holds a lock from construction to destruction
  AsyncGuard,    // holds an asynchronous lock; may be held across a suspension
  Mutex,         // its lock() blocks the thread
  AsyncMutex,    // its lock() is awaited
  Token,         // tells an operation how to report completion
  Executor,      // runs what it is given; blocking it stops other work
  Container,     // owns values of its template arguments' types
  Worker,        // an executor whose threads are there to be blocked
  Exception,     // a handler for it catches every failure of the library
  Error,         // a failure, or its absence, as a value
  ThreadBound,   // acts on the thread it was made on, until it is destroyed
  Scope,         // waits for the tasks it was given before it goes
  RefCounted,    // a base class: objects live as long as strong references
  Cancellation,  // an exception that tells a coroutine to end
  Strand,        // an executor that runs one thing at a time
  LoopBound,     // may be used only where its executor runs
  View,          // refers to what somebody else owns
  WeakRef,       // says whether an object that it does not keep is still there
};

enum class StartKind { Unknown, Lazy, Eager };

/// What becomes of a task that nobody awaits.
enum class DropKind {
  Unknown,
  NeverRuns, // its body never starts
  Detaches,  // it runs on; its result and its exception are lost
  Blocks,    // the destructor waits for it
  Harmless,  // dropping it is a documented use
};

/// How an operation may fail, and what a completion token or a spawning
/// function does with a failure.
enum class FailureKind {
  Unknown,
  Throws,   // as an exception at the await
  Returned, // as a value at the await
  Ignored,  // nobody sees it
  Stored,   // kept in a future
  Expected, // only because the program, or its peer, ended the operation
  Never,    // there is none
};

/// Whether the elements of a container stay where they are until they are
/// erased; of a view, whether they are a text that whoever takes it copies (a
/// name, a path, an address).
enum class ElementKind { Unknown, Stable, Text };

/// Who keeps the object of a method that returns a task while that is at work.
enum class ObjectKind {
  Unknown,
  Unkept, // callers refer to it for the call only
};

/// Where the callable or the awaiting coroutine runs, or code that makes tasks
/// of a type.
enum class RunsOn {
  Unknown,
  Loop,     // where other work waits for its turn
  Worker,   // where blocking is allowed
  Executor, // on the executor that the call names
};

struct TypeFact {
  std::string Name;
  TypeRole Role = TypeRole::Value;
  StartKind Start = StartKind::Unknown;
  DropKind Dropped = DropKind::Unknown;
  FailureKind Failure = FailureKind::Unknown;
  ElementKind Elements = ElementKind::Unknown;
  /// Task: what runs the functions that return one, coroutines or not.
  RunsOn Where = RunsOn::Unknown;
  /// Task: what callers do with the object of the method.
  ObjectKind Object = ObjectKind::Unknown;
  /// ThreadBound: promise classes whose coroutines undo what such an object did
  /// when they suspend, and do it again when they resume.
  std::vector<std::string> Restored;
  std::string Library;
  std::string Why;
};

enum class FunctionRole {
  Blocking,    // keeps the calling thread
  SyncWait,    // keeps the calling thread until a task is done
  Spawn,       // starts a task or callable that outlives the call
  Offload,     // runs its callable where blocking is allowed
  Consume,     // takes the task over: it is awaited or kept on purpose
  Discard,     // says that dropping the task is meant
  Log,         // tells somebody about an error
  Create,      // makes a task of which more is known than its type says
  Switch,      // whoever awaits its result continues on another executor
  Calls,       // calls its callable before it returns
  Ready,       // tells or makes sure that using the object does not wait
  Fresh,       // makes an object that only its caller knows
  Operation,   // may fail in the way that `Failure` says
  Lock,        // takes the locks it is given, or its first argument
  TryLock,     // the same, if that is possible at once
  Unlock,      // gives them back
  ThreadLocal, // leads to an object of the calling thread
  ThreadId,    // says which thread is calling
  Keeps,       // keeps its callable until the task it returns is done
  Continues,   // calls its callable later, keeps it only until then, and hands
               // its result on
  DropsResult, // drops what its callable returns
  Together,    // runs the tasks it is given side by side and awaits them all
  Invalidates, // elements, iterators and views of its object are gone after it
  ThreadSafe,  // may be called on any thread, whatever its object
  StrongRef,   // makes something that keeps its object, or argument, alive
  Suspends,    // suspends the calling stackful coroutine
  Subscribe,   // keeps its callable for the calling thread's loop to run
  Outcome,     // tells whether its object, a task, has failed
  Binds,       // gives an object the loop that runs its callbacks
};

/// What must hold of a call besides its name.
struct Condition {
  /// The argument that decides, from 0; -1 is the object of a member call.
  int Argument = 0;
  enum Kind {
    Zero,     // a zero duration, count or time
    Flag,     // the macro or constant `Text` occurs in it
    NonNull,  // not a null pointer
    Type,     // its type is `Text`
    Member,   // a data member, whose state another function decides
    Local,    // a local variable of the calling function
    Ready,    // a function with the role `ready` was called with it
    Awaited,  // it was part of an awaited expression, or is ready
    Moved,    // it was moved from
    Compared, // the caller compares something with the macro or constant `Text`
    Suspended, // the caller suspends before the call, or the destruction
    Failure,   // an exception, or a value that may hold a failure
  } Is = Zero;
  std::string Text;
};

struct FunctionFact {
  std::string Name;
  FunctionRole Role = FunctionRole::Blocking;
  /// Group of blocking calls: sleep, wait, process, dns, socket, file, lock,
  /// console, database, loop. Options switch whole groups.
  std::string Group;
  /// How long it may take: unbounded, milliseconds, microseconds.
  std::string Cost;
  std::string Why;
  std::string Instead;
  /// The entry applies when all of `Only` and none of `Unless` hold.
  std::vector<Condition> Only;
  std::vector<Condition> Unless;
  /// Offload and switch.
  RunsOn Where = RunsOn::Unknown;
  /// Spawn and offload: the argument that is run, from 0; negative from the
  /// end. Absent: every callable argument.
  std::optional<int> Callable;
  /// Offload: the argument that is told which thread it is. Blocking and
  /// discard: the one that says which thread. Binds: the object, beside the
  /// loop, which comes first.
  std::optional<int> Handle;
  /// Create: what becomes of the task it returns.
  DropKind Dropped = DropKind::Unknown;
  /// Spawn: the argument that says what becomes of the result.
  std::optional<int> Token;
  /// Operation: how it fails. Spawn: what becomes of a failure when no token
  /// says so.
  FailureKind Failure = FailureKind::Unknown;
  std::string Library;
};

/// Immutable once loaded; may be shared between threads.
class LibraryModel {
public:
  /// The built-in models, then each user file in order; a later entry for the
  /// same name and role replaces an earlier one.
  static llvm::Expected<std::shared_ptr<const LibraryModel>>
  load(llvm::ArrayRef<std::string> UserFiles);

  /// Adds one JSON document. `Origin` names it in errors, which are one line:
  /// syntax errors with line and column, content errors with the key and the
  /// nearest valid one.
  llvm::Error add(llvm::StringRef Json, llvm::StringRef Origin);

  /// Names are fully qualified, without inline namespaces and template
  /// arguments: `boost::asio::basic_waitable_timer::wait`. An entry named
  /// `*::wait` stands for that name in any scope which has no entry of its own.
  const TypeFact *type(llvm::StringRef QualifiedName) const;
  llvm::ArrayRef<const FunctionFact *>
  functions(llvm::StringRef QualifiedName) const;

  /// False when no entry ends in this unqualified name: a cheap first test.
  bool mayName(llvm::StringRef Unqualified) const {
    return LastNames.contains(Unqualified);
  }

  /// What coroutines of `Library` would call instead of blocking functions of
  /// `Group`; empty when the model does not say.
  llvm::StringRef replacement(llvm::StringRef Library,
                              llvm::StringRef Group) const;

  /// The groups that blocking entries use, sorted.
  std::vector<llvm::StringRef> groups() const;

private:
  friend class ModelReader;

  // A deque keeps the addresses that the maps below point to.
  std::deque<TypeFact> TypeFacts;
  std::deque<FunctionFact> FunctionFacts;
  llvm::StringMap<const TypeFact *> Types;
  llvm::StringMap<std::vector<const FunctionFact *>> Functions;
  llvm::StringMap<char> LastNames;
  std::map<std::pair<std::string, std::string>, std::string> Replacements;
};

} // namespace cotidy

#endif
