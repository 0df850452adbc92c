// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors winrt/Windows.UI.Xaml.Controls.h: a few controls. As in the original,
// each is a reference to the object, and its methods are const.
#pragma once
#pragma GCC system_header

#include "winrt/Windows.UI.Core.h"

namespace winrt::impl {
template <typename D> struct consume_Windows_UI_Xaml_IDependencyObject {
  Windows::UI::Core::CoreDispatcher Dispatcher() const;
};
template <typename D> struct consume_Windows_UI_Xaml_Controls_ITextBlock {
  hstring Text() const;
  void Text(const hstring &value) const;
};
} // namespace winrt::impl

namespace winrt::Windows::UI::Xaml::Controls {
struct TextBlock : Windows::Foundation::IInspectable,
                   impl::consume_Windows_UI_Xaml_Controls_ITextBlock<TextBlock>,
                   impl::consume_Windows_UI_Xaml_IDependencyObject<TextBlock> {
  TextBlock(std::nullptr_t) noexcept {}
  TextBlock();
};
struct TeachingTip
    : Windows::Foundation::IInspectable,
      impl::consume_Windows_UI_Xaml_IDependencyObject<TeachingTip> {
  TeachingTip(std::nullptr_t) noexcept {}
  TeachingTip();
  bool IsOpen() const;
  void IsOpen(bool value) const;
};
} // namespace winrt::Windows::UI::Xaml::Controls
