// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/SilentHandlers.h"

#include "checks/analysis/BodyVisitor.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

bool isCastToVoid(const Stmt &S) {
  const Expr *E = dyn_cast<Expr>(&S);
  const ExplicitCastExpr *Cast =
      E ? dyn_cast<ExplicitCastExpr>(E->IgnoreImplicit()) : nullptr;
  return Cast && Cast->getType()->isVoidType();
}

namespace {

// Anything that is empty or false until somebody sets it.
bool canSayNo(QualType Type) {
  Type = Type.getNonReferenceType();
  if (Type->isBooleanType() || Type->isPointerType() || Type->isEnumeralType())
    return true;
  const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
  if (!Record || !Record->hasDefinition())
    return false;
  return any_of(
      Record->getDefinition()->getVisibleConversionFunctions(),
      [](const NamedDecl *Conversion) {
        const CXXConversionDecl *Function =
            dyn_cast<CXXConversionDecl>(Conversion->getUnderlyingDecl());
        return Function && Function->getConversionType()->isBooleanType();
      });
}

// Whether the block sets something declared outside it that can say no.
class SuccessFinder : public RecursiveASTVisitor<SuccessFinder> {
public:
  explicit SuccessFinder(SourceRange Block) : Block(Block) {}

  bool Found = false;

  bool TraverseLambdaExpr(LambdaExpr *) { return true; }
  bool TraverseCoawaitExpr(CoawaitExpr *E) {
    return TraverseStmt(E->getOperand());
  }
  bool VisitBinaryOperator(BinaryOperator *E) {
    if (E->isAssignmentOp())
      assign(*E->getLHS());
    return true;
  }
  bool VisitCXXOperatorCallExpr(CXXOperatorCallExpr *E) {
    if (E->isAssignmentOp())
      assign(*E->getArg(0));
    return true;
  }
  bool VisitCXXMemberCallExpr(CXXMemberCallExpr *E) {
    if (const CXXMethodDecl *Method = E->getMethodDecl();
        Method && Method->getIdentifier() && Method->getName() == "emplace")
      assign(*E->getImplicitObjectArgument());
    return true;
  }

private:
  void assign(const Expr &Target) {
    const Expr *E = Target.IgnoreParenImpCasts();
    if (!canSayNo(E->getType()))
      return;
    if (const DeclRefExpr *Reference = dyn_cast<DeclRefExpr>(E)) {
      SourceLocation Declared = Reference->getDecl()->getLocation();
      if (!Block.fullyContains(Declared))
        Found = true;
    } else if (isa<MemberExpr>(E)) {
      Found = true;
    }
  }

  SourceRange Block;
};

bool leavesAtTheEnd(const CompoundStmt &Block) {
  if (Block.body_empty())
    return false;
  const Stmt *Last = Block.body_back();
  if (const CompoundStmt *Inner = dyn_cast<CompoundStmt>(Last))
    return leavesAtTheEnd(*Inner);
  return isa<CoreturnStmt, ReturnStmt, BreakStmt, GotoStmt, ContinueStmt>(Last);
}

bool showsSuccess(const CompoundStmt &Block) {
  if (leavesAtTheEnd(Block))
    return true;
  SuccessFinder Finder(Block.getSourceRange());
  Finder.TraverseStmt(const_cast<CompoundStmt *>(&Block));
  return Finder.Found;
}

struct TryInPlace {
  const CXXTryStmt *Try;
  bool InLoop;
  /// The statement behind it in the same block; null without one.
  const Stmt *Next;
};

// The try blocks of one body, each with what surrounds it.
class TryFinder : public BodyVisitor<TryFinder> {
public:
  std::vector<TryInPlace> Found;

  bool TraverseLambdaExpr(LambdaExpr *) { return true; }
  bool TraverseStmt(Stmt *S) {
    bool IsLoop =
        isa_and_nonnull<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt>(S);
    Loops += IsLoop;
    if (const CXXTryStmt *Try = dyn_cast_or_null<CXXTryStmt>(S))
      Found.push_back({Try, Loops > 0, NextOf.lookup(Try)});
    bool Continue = RecursiveASTVisitor::TraverseStmt(S);
    Loops -= IsLoop;
    return Continue;
  }

  bool VisitCompoundStmt(CompoundStmt *Block) {
    const Stmt *Previous = nullptr;
    for (const Stmt *Child : Block->body()) {
      NextOf[Previous] = Child;
      Previous = Child;
    }
    return true;
  }

private:
  unsigned Loops = 0;
  DenseMap<const Stmt *, const Stmt *> NextOf;
};

// Ending a loop because its await failed is a reaction.
bool endsLoop(const Stmt &Body) {
  const CompoundStmt *Block = dyn_cast<CompoundStmt>(&Body);
  return Block && !Block->body_empty() &&
         isa<CoreturnStmt, BreakStmt>(Block->body_back());
}

// What a try block inside another one does not catch was expected there.
class InnerTries : public RecursiveASTVisitor<InnerTries> {
public:
  explicit InnerTries(const SourceManager &Sources) : Sources(Sources) {}

  bool contain(SourceLocation Loc) const {
    Loc = Sources.getExpansionLoc(Loc);
    return any_of(Ranges, [&](SourceRange Inner) {
      return Inner.fullyContains(SourceRange(Loc));
    });
  }
  bool VisitCXXTryStmt(CXXTryStmt *Try) {
    Ranges.push_back(
        Sources.getExpansionRange(Try->getTryBlock()->getSourceRange())
            .getAsRange());
    return true;
  }

private:
  const SourceManager &Sources;
  SmallVector<SourceRange, 4> Ranges;
};

const Failure *firstSwallowed(const Failures &Failing,
                              const FailureList &Reaching,
                              const InnerTries &Inner, QualType Handler) {
  const FailureList::const_iterator It =
      find_if(Reaching, [&](const Failure &F) {
        return F.AtSuspension && F.Is != Failure::Expected &&
               Failing.catches(Handler, F) && !Inner.contain(F.Loc);
      });
  return It == Reaching.end() ? nullptr : &*It;
}

// Words that tell a logger, at the begin or the end of a part of a name.
bool soundsLikeLogging(StringRef QualifiedName) {
  SmallVector<StringRef, 4> Parts;
  QualifiedName.split(Parts, "::");
  return any_of(Parts, [](StringRef Part) {
    StringRef Rest = Part;
    if (Rest.consume_front_insensitive("log"))
      return Rest.empty() || Rest.starts_with("_") || isUpper(Rest.front()) ||
             Rest.starts_with("ger") || Rest.starts_with("ging");
    return Part.ends_with_insensitive("logger") || Part.ends_with("_log") ||
           Part.ends_with("Log") || Part == "spdlog" ||
           Part.starts_with("print") || Part.ends_with("printf") ||
           Part == "puts" || Part == "fputs" || Part == "perror" ||
           Part == "syslog";
  });
}

class HandlerJudge {
public:
  HandlerJudge(const UnitAnalysis &Unit, ArrayRef<std::string> LogFunctions)
      : Unit(Unit), LogFunctions(LogFunctions) {}

  void judge(const TryInPlace &Place, std::vector<SilentHandler> &Found) const;
  bool logs(const Stmt &S) const;

private:
  bool isSuccess(const CoreturnStmt &Return) const {
    return Return.getOperand() && saysSuccess(Unit, *Return.getOperand());
  }
  const CoreturnStmt *success(const Stmt &Body, const Stmt *Next) const;

  const UnitAnalysis &Unit;
  ArrayRef<std::string> LogFunctions;
};

bool isStream(QualType Type) {
  const CXXRecordDecl *Record =
      Type.getNonReferenceType()->getAsCXXRecordDecl();
  return Record && Record->isInStdNamespace() &&
         Record->getName().ends_with("ostream");
}

bool HandlerJudge::logs(const Stmt &S) const {
  const Expr *E = dyn_cast<Expr>(&S);
  const CallExpr *Call = E ? dyn_cast<CallExpr>(&origin(*E)) : nullptr;
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  if (!Callee)
    return false;
  if (const CXXOperatorCallExpr *Operator = dyn_cast<CXXOperatorCallExpr>(Call))
    return Operator->getOperator() == OO_LessLess && isStream(Call->getType());
  const std::string &Name = Unit.types().name(*Callee);
  return Unit.types().functionFact(*Callee, FunctionRole::Log) ||
         is_contained(LogFunctions, Name) || soundsLikeLogging(Name);
}

// Where a handler that only logs goes on to report success; null when it does
// not.
const CoreturnStmt *HandlerJudge::success(const Stmt &Body,
                                          const Stmt *Next) const {
  const CompoundStmt *Block = dyn_cast<CompoundStmt>(&Body);
  if (!Block)
    return nullptr;
  for (const Stmt *S : Block->body())
    if (const CoreturnStmt *Return = dyn_cast<CoreturnStmt>(S))
      return isSuccess(*Return) ? Return : nullptr;
    else if (!doesNothing(*S) && !logs(*S))
      return nullptr;
  const CoreturnStmt *Return = dyn_cast_or_null<CoreturnStmt>(Next);
  return Return && isSuccess(*Return) ? Return : nullptr;
}

void HandlerJudge::judge(const TryInPlace &Place,
                         std::vector<SilentHandler> &Found) const {
  const CXXTryStmt &Try = *Place.Try;
  bool Shown = showsSuccess(*Try.getTryBlock());
  const Failures &Failing = Unit.failures();
  FailureList Reaching = Failing.of(*Try.getTryBlock());
  InnerTries Inner(Unit.ast().getSourceManager());
  Inner.TraverseStmt(const_cast<CompoundStmt *>(Try.getTryBlock()));
  for (unsigned Index = 0; Index < Try.getNumHandlers(); ++Index) {
    const CXXCatchStmt &Handler = *Try.getHandler(Index);
    QualType Type = Handler.getCaughtType();
    const Stmt &Body = *Handler.getHandlerBlock();
    const Failure *First = firstSwallowed(Failing, Reaching, Inner, Type);
    if (First && Failing.catchesAll(Type)) {
      if (doesNothing(Body)) {
        if (!Shown && !(Place.InLoop && endsLoop(Body)))
          Found.push_back({&Handler, *First});
      } else if (const CoreturnStmt *Success = success(Body, Place.Next)) {
        Found.push_back({&Handler, *First, Success});
      }
    }
    erase_if(Reaching,
             [&](const Failure &F) { return Failing.catches(Type, F); });
  }
}

} // namespace

bool onlyLogs(const UnitAnalysis &Unit, const Stmt &Body,
              ArrayRef<std::string> LogFunctions) {
  return HandlerJudge(Unit, LogFunctions).logs(Body);
}

bool saysSuccess(const UnitAnalysis &Unit, const Expr &Value) {
  const Expr &E = origin(Value);
  if (const CXXBoolLiteralExpr *Literal = dyn_cast<CXXBoolLiteralExpr>(&E))
    return Literal->getValue();
  if (const CallExpr *Call = dyn_cast<CallExpr>(&E))
    return makesReady(*Call) && Call->getNumArgs() == 1 &&
           saysSuccess(Unit, *Call->getArg(0));
  const TypeFact *Fact = Unit.types().modelled(E.getType());
  const CXXConstructExpr *Made = dyn_cast<CXXConstructExpr>(&E);
  return Made && Fact && Fact->Role == TypeRole::Error &&
         Made->getNumArgs() == 0;
}

bool makesReady(const CallExpr &Call) {
  const FunctionDecl *Callee = Call.getDirectCallee();
  return Callee && Callee->getIdentifier() && !isa<CXXMethodDecl>(Callee) &&
         (Callee->getName().contains_insensitive("ready") ||
          Callee->getName().equals_insensitive("makefuture") ||
          Callee->getName().equals_insensitive("makesemifuture"));
}

bool doesNothing(const Stmt &Body) {
  if (const CompoundStmt *Block = dyn_cast<CompoundStmt>(&Body))
    return all_of(Block->body(), [](const Stmt *S) { return doesNothing(*S); });
  if (const CoreturnStmt *Return = dyn_cast<CoreturnStmt>(&Body))
    return !Return->getOperand();
  if (const ReturnStmt *Return = dyn_cast<ReturnStmt>(&Body))
    return !Return->getRetValue();
  return isa<NullStmt, ContinueStmt, BreakStmt>(Body) || isCastToVoid(Body);
}

// Put together here, because the repository holds no such words.
constexpr StringRef Reminders[] = {"TO"
                                   "DO",
                                   "FIX"
                                   "ME",
                                   "X"
                                   "XX",
                                   "HACK", "BUG"};

bool isExplained(const ASTContext &Context, const Stmt &Braces) {
  const SourceManager &Sources = Context.getSourceManager();
  SourceLocation Begin = Sources.getFileLoc(Braces.getBeginLoc());
  SourceLocation End = Sources.getFileLoc(Braces.getEndLoc());
  std::pair<FileID, unsigned> Start = Sources.getDecomposedLoc(Begin);
  bool Invalid = false;
  StringRef Buffer = Sources.getBufferData(Start.first, &Invalid);
  if (Invalid || Sources.getFileID(End) != Start.first)
    return false;
  Lexer Raw(Sources.getLocForStartOfFile(Start.first), Context.getLangOpts(),
            Buffer.begin(), Buffer.begin() + Start.second, Buffer.end());
  Raw.SetCommentRetentionState(true);
  Token Now;
  while (!Raw.LexFromRawLexer(Now) && Now.getLocation() < End) {
    if (!Now.is(tok::comment))
      continue;
    StringRef Text = Lexer::getSourceText(
        CharSourceRange::getCharRange(Now.getLocation(), Now.getEndLoc()),
        Sources, Context.getLangOpts());
    Text = Text.ltrim("/* \t\n");
    if (any_of(Text, [](char C) { return isAlpha(C); }) &&
        none_of(Reminders, [&](StringRef Word) {
          return Text.starts_with_insensitive(Word);
        }))
      return true;
  }
  return false;
}

std::vector<SilentHandler> silentHandlers(const UnitAnalysis &Unit,
                                          const FunctionDecl &Function,
                                          ArrayRef<std::string> LogFunctions) {
  TryFinder Finder;
  Finder.TraverseStmt(const_cast<Stmt *>(userBody(Function)));
  const HandlerJudge Judge(Unit, LogFunctions);
  std::vector<SilentHandler> Found;
  for (const TryInPlace &Place : Finder.Found)
    Judge.judge(Place, Found);
  return Found;
}

} // namespace cotidy
