// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/model/LibraryModel.h"

#include "checks/model/BuiltinModels.h"
#include "checks/model/ModelReader.h"

#include "llvm/Support/MemoryBuffer.h"

#include <set>

using namespace llvm;

namespace cotidy {

Expected<std::shared_ptr<const LibraryModel>>
LibraryModel::load(ArrayRef<std::string> UserFiles) {
  std::shared_ptr<LibraryModel> Model = std::make_shared<LibraryModel>();
  for (const BuiltinModel &Builtin : builtinModels())
    if (Error E = Model->add(Builtin.Json, Builtin.Name))
      return std::move(E);
  for (const std::string &Path : UserFiles) {
    ErrorOr<std::unique_ptr<MemoryBuffer>> File = MemoryBuffer::getFile(Path);
    if (!File)
      return createStringError(File.getError(), "cannot read model '%s': %s",
                               Path.c_str(), File.getError().message().c_str());
    if (Error E = Model->add((*File)->getBuffer(), Path))
      return std::move(E);
  }
  return Model;
}

Error LibraryModel::add(StringRef Json, StringRef Origin) {
  return ModelReader(*this, Origin).read(Json);
}

const TypeFact *LibraryModel::type(StringRef QualifiedName) const {
  return Types.lookup(QualifiedName);
}

ArrayRef<const FunctionFact *>
LibraryModel::functions(StringRef QualifiedName) const {
  StringMap<std::vector<const FunctionFact *>>::const_iterator It =
      Functions.find(QualifiedName);
  if (It == Functions.end())
    return {};
  return It->second;
}

StringRef LibraryModel::replacement(StringRef Library, StringRef Group) const {
  std::map<std::pair<std::string, std::string>, std::string>::const_iterator
      It = Replacements.find({Library.str(), Group.str()});
  return It == Replacements.end() ? StringRef() : StringRef(It->second);
}

std::vector<StringRef> LibraryModel::groups() const {
  std::set<StringRef> Names;
  for (const FunctionFact &Fact : FunctionFacts)
    if (!Fact.Group.empty())
      Names.insert(Fact.Group);
  return std::vector<StringRef>(Names.begin(), Names.end());
}

} // namespace cotidy
