# libcurl: the shared one of the system in a dev build. The static one comes with `DBC_STATIC`.
find_package(CURL REQUIRED)
