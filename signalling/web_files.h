#pragma once

#include <optional>
#include <string>

namespace signalling {

// A file of the guest page.
struct WebFile {
  std::string type, bytes;
};

// The file that the URL's path names in `folder`; "/" is index.html. Empty when there is none, or
// when it is not one that a page is made of. Never leaves the folder.
std::optional<WebFile> web_file(const std::string& folder, const std::string& path);

// Where the guest page is: in the source tree for a program that runs from its build folder, else
// where it was installed.
std::string web_folder();

}  // namespace signalling
