// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads one model document into a LibraryModel. A key that is not part of the
// format is an error: a misspelled fact must not be lost silently.

#ifndef COTIDY_CHECKS_MODEL_MODELREADER_H
#define COTIDY_CHECKS_MODEL_MODELREADER_H

#include "checks/model/LibraryModel.h"

#include "llvm/Support/Error.h"

#include <nlohmann/json_fwd.hpp>

#include <set>

namespace cotidy {

class ModelReader {
public:
  ModelReader(LibraryModel &Model, llvm::StringRef Origin)
      : Model(Model), Origin(Origin) {}

  llvm::Error read(llvm::StringRef Json);

private:
  using Json = nlohmann::json;

  llvm::Error readDocument(const Json &Document);
  llvm::Error readType(const Json &Entry, const std::string &Path);
  llvm::Error readFunction(const Json &Entry, const std::string &Path);
  llvm::Error readConditions(const Json &Entry, const std::string &Path,
                             llvm::StringRef Key,
                             std::vector<Condition> &Result);
  llvm::Error readCondition(const Json &Entry, const std::string &Path,
                            std::vector<Condition> &Result);
  /// The value of `name`, or those of `names`.
  llvm::Error readNames(const Json &Entry, const std::string &Path,
                        std::vector<std::string> &Names) const;

  /// Every key of `Object` is one of `Known`, every one of `Required` is there.
  llvm::Error checkKeys(const Json &Object, const std::string &Path,
                        llvm::ArrayRef<llvm::StringRef> Known,
                        llvm::ArrayRef<llvm::StringRef> Required) const;
  llvm::Error readTexts(const Json &Object, const std::string &Path,
                        llvm::StringRef Key,
                        std::vector<std::string> &Values) const;
  llvm::Error readText(const Json &Object, const std::string &Path,
                       llvm::StringRef Key, std::string &Value) const;
  llvm::Error readInteger(const Json &Object, const std::string &Path,
                          llvm::StringRef Key, std::optional<int> &Value) const;
  /// The value of `Key`, one of `Names`, as an index into them.
  llvm::Error readChoice(const Json &Object, const std::string &Path,
                         llvm::StringRef Key,
                         llvm::ArrayRef<llvm::StringRef> Names,
                         unsigned &Index) const;
  llvm::Error error(const std::string &Path, const std::string &What) const;

  /// The names an entry stands for: as written when it starts with `::`, else
  /// once in each namespace of the document.
  std::vector<std::string> qualify(llvm::StringRef Name) const;
  void addFunction(FunctionFact Fact, llvm::StringRef Name);
  void remember(llvm::StringRef QualifiedName);

  LibraryModel &Model;
  llvm::StringRef Origin;
  std::string Library;
  std::vector<std::string> Namespaces;
  std::set<std::pair<std::string, int>> Added;
};

} // namespace cotidy

#endif
