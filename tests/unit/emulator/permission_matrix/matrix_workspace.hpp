#pragma once

#include <map>

#include "support/identity_fixture.hpp"
#include "unit/emulator/permission_matrix/matrix_row.hpp"

namespace dbc::test {

/// In everything that is not for everybody.
inline const std::string k_planted = "PLANTED";

/// A workspace that enforces permissions, and who calls it.
class MatrixWorkspace : public IdentityFixture {
 public:
  MatrixWorkspace();

  Robot owner;     ///< of all objects; may make clusters and pools
  Robot outsider;  ///< has no permission on anything
  Robot holder;    ///< has the level that a row asks for
  Robot below;     ///< has the level below
  Robot gone;      ///< had it, and was deactivated
  Robot admin;     ///< another one than the workspace's owner

  void grant(const Robot& robot, const std::string& object, const std::string& level);
  void set_active(const Robot& robot, bool is_active);
  emulator::Reply ask(const Robot& robot, const MatrixCall& call);
  emulator::Reply ask_without_token(const MatrixCall& call);

  /// The body of the owner's request.
  Json make(const std::string& target, const Json& body) {
    return body_of(as(owner.token, "POST", k_api + target, body));
  }
  std::string next() { return std::to_string(++count_); }

  static inline const std::string k_api = "/api/2.0/";

 private:
  void add_entitlements(const Robot& robot);
  int count_ = 0;
};

/// What the owner has, made when a row names it.
class MatrixThings {
 public:
  explicit MatrixThings(MatrixWorkspace& ws) : ws_(ws) {}

  /// The text with every {name} replaced.
  std::string filled(const std::string& text);

 private:
  std::string get(const std::string& name);
  void make(const std::string& name);
  void make_cluster(const std::string& name);
  void make_run();
  void make_tree();
  void make_principals();
  void make_scope();
  void make_pool();
  void make_policy();
  void make_files();
  void make_settings();

  MatrixWorkspace& ws_;
  std::map<std::string, std::string> made_;
};

}  // namespace dbc::test
