#include "json_reader.hpp"
#include "path_entry_json.hpp"
#include "record_json.hpp"

#include <etalon/model/prefix_record.hpp>
#include <etalon/util/error.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace etalon {

namespace {

LinkType read_link_type(JsonReader& reader) {
  const std::uint64_t number = reader.read_unsigned();
  if (number < 1 || number > 4) {
    reader.fail_at_key(fmt::format("is {}, not 1 to 4", number));
  }
  return static_cast<LinkType>(number);
}

void read_link(JsonReader& reader, PrefixRecord& record) {
  reader.read_object([&](std::string_view key) {
    if (reader.skip_null()) {
      return;
    }
    if (key == "source") {
      record.link_source = reader.read_string();
    } else if (key == "type") {
      record.link_type = read_link_type(reader);
    } else {
      reader.skip();
    }
  });
}

void read_paths_data(JsonReader& reader, PrefixRecord& record) {
  reader.read_object([&](std::string_view key) {
    if (key == "paths") {
      record.paths = read_paths(reader, PathListOwner::prefix_record);
    } else {
      reader.skip();
    }
  });
}

// conda before 4.7 wrote one text, and "None" for none.
void read_requested_spec(JsonReader& reader, PrefixRecord& record) {
  std::string spec = reader.read_string();
  if (record.requested_specs.empty() && !spec.empty() && spec != "None") {
    record.requested_specs.push_back(std::move(spec));
  }
}

bool read_own_member(JsonReader& reader, std::string_view key, PrefixRecord& record) {
  if (reader.skip_null()) {
    return true;
  }
  if (key == "files") {
    record.files = reader.read_strings();
  } else if (key == "paths_data") {
    read_paths_data(reader, record);
  } else if (key == "link") {
    read_link(reader, record);
  } else if (key == "requested_specs") {
    auto specs = reader.read_strings();
    record.requested_specs = specs.empty() ? record.requested_specs : std::move(specs);
  } else if (key == "requested_spec") {
    read_requested_spec(reader, record);
  } else if (key == "extracted_package_dir") {
    record.extracted_package_dir = reader.read_string();
  } else if (key == "package_tarball_full_path") {
    record.package_tarball_full_path = reader.read_string();
  } else {
    return false;
  }
  return true;
}

// Records of conda before 4.4 have only one of the two lists.
void complete_paths(PrefixRecord& record) {
  if (record.paths.empty()) {
    for (const std::string& file : record.files) {
      record.paths.emplace_back().path = file;
    }
  } else if (record.files.empty()) {
    for (const PathEntry& entry : record.paths) {
      record.files.push_back(entry.path);
    }
  }
}

NoArch read_noarch_type(JsonReader& reader) {
  const std::string type = reader.read_string();
  if (type != "python" && type != "generic") {
    reader.fail_at_key(fmt::format("is `{}`, which is neither `python` nor `generic`", type));
  }
  return type == "python" ? NoArch::python : NoArch::generic;
}

void read_noarch(JsonReader& reader, LinkJson& link) {
  if (reader.peek() == JsonReader::Type::string) {
    link.noarch = read_noarch_type(reader);
    return;
  }
  reader.read_object([&](std::string_view key) {
    if (reader.skip_null()) {
      return;
    }
    if (key == "type") {
      link.noarch = read_noarch_type(reader);
    } else if (key == "entry_points") {
      link.entry_points = reader.read_strings();
    } else {
      reader.skip();
    }
  });
}

} // namespace

PathsJson PathsJson::parse(std::string_view json) {
  PathsJson result;
  bool has_paths = false;
  JsonReader reader(json);
  reader.read_object([&](std::string_view key) {
    if (key == "paths_version") {
      if (const auto version = reader.read_unsigned(); version != 1) {
        reader.fail_at_key(fmt::format("is {}; Etalon knows version 1", version));
      }
    } else if (key == "paths") {
      result.paths = read_paths(reader, PathListOwner::package);
      has_paths = true;
    } else {
      reader.skip();
    }
  });
  reader.finish();
  if (!has_paths) {
    throw Error(ErrorKind::corrupt, "`paths` is missing");
  }
  return result;
}

std::string PathsJson::to_json() const {
  std::vector<const PathEntry*> sorted;
  for (const PathEntry& entry : paths) {
    sorted.push_back(&entry);
  }
  std::sort(sorted.begin(), sorted.end(), [](const PathEntry* a, const PathEntry* b) {
    return a->path < b->path;
  });
  nlohmann::json json = {{"paths", nlohmann::json::array()}, {"paths_version", 1}};
  for (const PathEntry* entry : sorted) {
    json["paths"].push_back(path_members(*entry));
  }
  return to_text(json);
}

LinkJson LinkJson::parse(std::string_view json) {
  LinkJson result;
  JsonReader reader(json);
  reader.read_object([&](std::string_view key) {
    if (reader.skip_null()) {
      return;
    }
    if (key == "noarch") {
      read_noarch(reader, result);
    } else if (key == "package_metadata_version") {
      if (const auto version = reader.read_unsigned(); version != 1) {
        reader.fail_at_key(fmt::format("is {}; Etalon knows version 1", version));
      }
    } else {
      reader.skip();
    }
  });
  reader.finish();
  return result;
}

std::string LinkJson::to_json() const {
  nlohmann::json json = {{"package_metadata_version", 1}};
  if (noarch != NoArch::none) {
    json["noarch"]["type"] = noarch == NoArch::python ? "python" : "generic";
    if (noarch == NoArch::python) {
      json["noarch"]["entry_points"] = entry_points;
    }
  }
  return to_text(json);
}

PrefixRecord PrefixRecord::parse(std::string_view json) {
  PrefixRecord record;
  RequiredMembers required;
  JsonReader reader(json);
  reader.read_object([&](std::string_view key) {
    required.note(key);
    if (!read_location_member(reader, key, record.repodata) &&
        !read_record_member(reader, key, record.repodata.package) &&
        !read_own_member(reader, key, record)) {
      reader.skip();
    }
  });
  reader.finish();
  required.check(record.repodata.package);
  std::for_each(record.files.begin(), record.files.end(), check_path);
  complete_location(record.repodata);
  complete_paths(record);
  return record;
}

std::string PrefixRecord::to_json() const {
  nlohmann::json json = repodata_members(repodata);
  json["extracted_package_dir"] = extracted_package_dir;
  json["package_tarball_full_path"] = package_tarball_full_path;
  json["files"] = files;
  json["link"] = {{"source", link_source}, {"type", static_cast<int>(link_type)}};
  json["requested_specs"] = requested_specs;
  auto& list = json["paths_data"]["paths"] = nlohmann::json::array();
  json["paths_data"]["paths_version"] = 1;
  for (const PathEntry& entry : paths) {
    list.push_back(path_members(entry));
  }
  return to_text(json);
}

} // namespace etalon
