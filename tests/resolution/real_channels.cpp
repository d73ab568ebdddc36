#include "real_channels.hpp"

namespace etalon::test {

namespace fs = std::filesystem;

// What a machine with linux-64 reads.
template <typename Use>
void RealChannels::for_each_repodata(const std::string& channel, Use use) const {
  for (const std::string subdir : {"linux-64", "noarch"}) {
    const fs::path file = m_folder / channel / subdir / "repodata.json.zst";
    if (fs::exists(file)) {
      use(subdir, read_repodata(file));
    }
  }
  if (const auto more = m_more.find(channel); more != m_more.end()) {
    for (const auto& [subdir, text] : more->second) {
      use(subdir, text);
    }
  }
}

RealChannels::RealChannels(fs::path folder, ChannelNames names, MoreRepodata more)
    : m_folder(std::move(folder)), m_names(std::move(names)), m_more(std::move(more)) {
  for (const std::string& name : m_names) {
    m_channels.add_channel(name);
    for_each_repodata(name, [&](const std::string& subdir, const std::string& text) {
      m_channels.add_subdir(subdir, text);
    });
  }
}

RecordWorld RealChannels::load_world(const std::vector<VirtualPackage>& machine) const {
  RecordWorld world(machine);
  for (const std::string& name : m_names) {
    world.add_channel(name);
    for_each_repodata(name, [&](const std::string& subdir, const std::string& text) {
      world.add_repodata(subdir, text);
    });
  }
  return world;
}

std::vector<VirtualPackage> example_machine() {
  return {{"__cuda", "12.2", "0", "test"},
          {"__glibc", "2.36", "0", "test"},
          {"__linux", "6.1", "0", "test"},
          {"__unix", "0", "0", "test"},
          {"__archspec", "1", "x86_64_v3", "test"}};
}

} // namespace etalon::test
