# dbc_layer(NAME DEPENDS layer... LIBRARIES target...) makes the static library dbc_NAME of src/NAME/**. DEPENDS names
# every layer that NAME may include; these arrows are the ones that the build links by and that check_layers.cmake
# holds the #include lines to. A part of a layer that may know more is declared as NAME/PART, before NAME.
function(dbc_layer name)
  cmake_parse_arguments(LAYER "" "" "DEPENDS;LIBRARIES" ${ARGN})
  string(REPLACE "/" "_" target "dbc_${name}")
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp")
  get_property(declared GLOBAL PROPERTY DBC_LAYERS)
  foreach(layer IN LISTS declared)
    if("${name}/" MATCHES "^${layer}/")
      message(FATAL_ERROR "layer ${name} must be declared before ${layer}, whose part it is")
    endif()
    list(FILTER sources EXCLUDE REGEX "/src/${layer}/")
  endforeach()

  add_library(${target} STATIC ${sources})
  target_link_libraries(${target} PUBLIC dbc_flags PRIVATE ${LAYER_LIBRARIES})
  target_include_directories(${target} PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}")
  foreach(layer IN LISTS LAYER_DEPENDS)
    string(REPLACE "/" "_" dependency "dbc_${layer}")
    target_link_libraries(${target} PUBLIC ${dependency})
  endforeach()

  dbc_precompile(${target} FROM dbc_base)

  set_property(GLOBAL APPEND PROPERTY DBC_LAYERS "${name}")
  string(REPLACE ";" " " arrows "${LAYER_DEPENDS}")
  set_property(GLOBAL APPEND_STRING PROPERTY DBC_LAYER_ARROWS "${name}: ${arrows}\n")
endfunction()

# Writes the declared arrows as lines "layer: layer layer" into FILE.
function(dbc_write_layers file)
  get_property(arrows GLOBAL PROPERTY DBC_LAYER_ARROWS)
  file(WRITE "${file}" "${arrows}")
endfunction()
