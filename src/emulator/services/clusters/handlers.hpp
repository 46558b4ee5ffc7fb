#pragma once

#include "emulator/http/route.hpp"

namespace dbc::emulator {

// The handlers of /api/2.x/clusters, by the file that holds them.

// cluster_create.cpp
[[nodiscard]] Result<Reply> create_cluster(const Call& call, Context& context);

// cluster_edit.cpp
[[nodiscard]] Result<Reply> edit_cluster(const Call& call, Context& context);
[[nodiscard]] Result<Reply> update_cluster(const Call& call, Context& context);

// cluster_actions.cpp
[[nodiscard]] Result<Reply> start_cluster(const Call& call, Context& context);
[[nodiscard]] Result<Reply> restart_cluster(const Call& call, Context& context);
[[nodiscard]] Result<Reply> resize_cluster(const Call& call, Context& context);
[[nodiscard]] Result<Reply> delete_cluster(const Call& call, Context& context);
[[nodiscard]] Result<Reply> permanently_delete_cluster(const Call& call, Context& context);
[[nodiscard]] Result<Reply> pin_cluster(const Call& call, Context& context);
[[nodiscard]] Result<Reply> unpin_cluster(const Call& call, Context& context);
[[nodiscard]] Result<Reply> change_cluster_owner(const Call& call, Context& context);

// cluster_list.cpp
[[nodiscard]] Result<Reply> get_cluster_info(const Call& call, Context& context);
[[nodiscard]] Result<Reply> list_clusters(const Call& call, Context& context);

// cluster_events.cpp
[[nodiscard]] Result<Reply> list_cluster_events(const Call& call, Context& context);

// cluster_choices.cpp
[[nodiscard]] Result<Reply> list_spark_versions(const Call& call, Context& context);
[[nodiscard]] Result<Reply> list_node_types(const Call& call, Context& context);
[[nodiscard]] Result<Reply> list_zones(const Call& call, Context& context);

}  // namespace dbc::emulator
