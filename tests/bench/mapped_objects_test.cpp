#include <etalon/bench/mapped_objects.hpp>

#include <catch2/catch.hpp>

namespace etalon {

TEST_CASE("glibc's own objects are told from others of like names", "[bench][objects]") {
  for (const char* path : {"/lib64/ld-linux-x86-64.so.2",
                           "/lib/ld-linux-aarch64.so.1",
                           "/usr/lib/x86_64-linux-gnu/libc.so.6",
                           "/lib/x86_64-linux-gnu/libm-2.31.so",
                           "/lib/x86_64-linux-gnu/libmvec.so.1",
                           "/lib/x86_64-linux-gnu/libpthread.so.0",
                           "/lib/x86_64-linux-gnu/libdl.so.2",
                           "/lib/x86_64-linux-gnu/librt.so.1",
                           "/lib/x86_64-linux-gnu/libresolv.so.2",
                           "/lib/x86_64-linux-gnu/libnss_files.so.2",
                           "/lib/x86_64-linux-gnu/libutil.so.1",
                           "/lib/x86_64-linux-gnu/libanl.so.1",
                           "/lib/x86_64-linux-gnu/libBrokenLocale.so.1"}) {
    INFO(path);
    CHECK(is_glibc_object(path));
  }
  for (const char* path : {"/usr/lib/libcrypt.so.1",
                           "/usr/lib/libstdc++.so.6",
                           "/usr/lib/libmkl_core.so",
                           "/usr/lib/libc10.so",
                           "/usr/lib/libcublas.so.12",
                           "/usr/lib/libnss_systemd.so.2",
                           "/opt/runner"}) {
    INFO(path);
    CHECK_FALSE(is_glibc_object(path));
  }
}

TEST_CASE("objects belong to a package, to glibc, to the runner or are outside",
          "[bench][objects]") {
  const OwnerLookup owner = [](const std::string& path) {
    return path == "lib/libc10.so.1.13" ? std::string("libtorch-1.13.1-0") : std::string();
  };
  const std::vector<MappedObject> objects = classify_objects({"/env/lib/libc10.so.1.13",
                                                              "/env/lib/stray.so",
                                                              "/environment/lib/libz.so.1",
                                                              "/usr/lib/libstdc++.so.6",
                                                              "/lib/libc.so.6",
                                                              "/cache/runner",
                                                              "[vdso]",
                                                              ""},
                                                             "/env",
                                                             owner,
                                                             "/cache/runner");
  REQUIRE(objects.size() == 6);
  CHECK(objects[0].path == "/cache/runner");
  CHECK_FALSE(objects[0].outside_prefix);
  CHECK(objects[1].path == "/env/lib/libc10.so.1.13");
  CHECK(objects[1].package == "libtorch-1.13.1-0");
  CHECK_FALSE(objects[1].outside_prefix);
  CHECK(objects[2].path == "/env/lib/stray.so"); // inside, though no package owns it
  CHECK(objects[2].package.empty());
  CHECK_FALSE(objects[2].outside_prefix);
  CHECK(objects[3].path == "/environment/lib/libz.so.1"); // a prefix is a directory, not a text
  CHECK(objects[3].outside_prefix);
  CHECK(objects[4].path == "/lib/libc.so.6");
  CHECK_FALSE(objects[4].outside_prefix);
  CHECK(objects[5].path == "/usr/lib/libstdc++.so.6");
  CHECK(objects[5].outside_prefix);
}

} // namespace etalon
