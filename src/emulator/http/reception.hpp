#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dbc/base/result.hpp"
#include "dbc/emulator/http/message.hpp"
#include "dbc/emulator/http/server.hpp"

namespace dbc::emulator {

/// Decides whether a request is for this server, and which of its workspaces answers.
class Reception {
 public:
  /// `first` answers what no other workspace is asked for. It must outlive the reception, as the others must.
  Reception(Workspace& first, const ServerOptions& options);

  /// The workspace that a request is for: by host name, else by bearer token. An error of 400 where there is no one
  /// host (which HTTP/1.0 may leave out), 403 where the host is somebody else's, 404 where it is no workspace's.
  [[nodiscard]] Result<Workspace*> admit(const Request& head, bool is_http_1_0) const;
  [[nodiscard]] Workspace& first() const { return first_; }

 private:
  [[nodiscard]] Result<Workspace*> admit_host(std::string_view host, const Request& head) const;
  [[nodiscard]] Workspace* find_named(std::string_view label) const;
  [[nodiscard]] bool is_name_of_server(std::string_view host) const;
  [[nodiscard]] bool is_address_of_server(std::string_view host) const;
  [[nodiscard]] Workspace* owner_of_token(const Request& head) const;

  Workspace& first_;
  std::vector<NamedWorkspace> others_;
  std::vector<std::string> host_names_;
  std::string address_;
};

}  // namespace dbc::emulator
