#pragma once

#include "app/test_channels.hpp"
#include "record_world.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace etalon::test {

using ChannelNames = std::vector<std::string>;

// channel -> subdir -> repodata.json, for channels that have no folder.
using MoreRepodata = std::map<std::string, std::map<std::string, std::string>>;

// Channels that lie as folders CHANNEL/SUBDIR/repodata.json.zst, for linux-64; a name may have
// none.
class RealChannels {
public:
  RealChannels(std::filesystem::path folder, ChannelNames names, MoreRepodata more = {});

  [[nodiscard]] const ChannelNames& names() const { return m_names; }

  // As the solver sees them.
  [[nodiscard]] const std::vector<ChannelRecords>& channels() const {
    return m_channels.channels();
  }

  // The same for the checks.
  [[nodiscard]] RecordWorld load_world(const std::vector<VirtualPackage>& machine) const;

private:
  template <typename Use>
  void for_each_repodata(const std::string& channel, Use use) const;

  std::filesystem::path m_folder;
  ChannelNames m_names;
  MoreRepodata m_more;
  TestChannels m_channels;
};

// A machine with a driver for CUDA 12.2, for requests that should not depend on this one.
std::vector<VirtualPackage> example_machine();

} // namespace etalon::test
