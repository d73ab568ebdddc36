#include "device.hpp"
#include "workload.hpp"

#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/equal.h>
#include <torch/cuda.h>
#include <torch/data/dataloader.h>
#include <torch/data/datasets/base.h>
#include <torch/data/datasets/map.h>
#include <torch/data/datasets/tensor.h>
#include <torch/data/samplers/base.h>
#include <torch/data/samplers/sequential.h>
#include <torch/data/transforms/stack.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace etalon_runner {

namespace {

using Clock = std::chrono::steady_clock;
using Batch = torch::data::Example<>;

// c10::optional or std::optional, as this LibTorch's own classes have it.
using OptionalSize = decltype(std::declval<const torch::data::datasets::TensorDataset&>().size());
using OptionalIndices = decltype(std::declval<torch::data::samplers::SequentialSampler&>().next(1));

double seconds_between(Clock::time_point start, Clock::time_point stop) {
  return std::chrono::duration<double>(stop - start).count();
}

// Python's TensorDataset(images, labels): an example is a pair of views, label n is n mod classes.
class LabelledTensors : public torch::data::datasets::Dataset<LabelledTensors> {
public:
  LabelledTensors(at::Tensor images, at::Tensor labels)
      : m_images(std::move(images)), m_labels(std::move(labels)) {}

  Batch get(std::size_t index) override {
    const auto i = static_cast<std::int64_t>(index);
    return {m_images[i], m_labels[i]};
  }

  [[nodiscard]] OptionalSize size() const override {
    return static_cast<std::size_t>(m_images.size(0));
  }

private:
  at::Tensor m_images;
  at::Tensor m_labels;
};

// Default collate: one stack of the images, one of the labels. Pinning follows in the same place:
// in the worker threads, or in the consumer without any.
class Collate : public torch::data::transforms::BatchTransform<std::vector<Batch>, Batch> {
public:
  explicit Collate(bool pin_memory) : m_pin_memory(pin_memory) {}

  Batch apply_batch(std::vector<Batch> examples) override {
    Batch batch = m_stack.apply_batch(std::move(examples));
    return m_pin_memory ? Batch(batch.data.pin_memory(), batch.target.pin_memory()) : batch;
  }

private:
  torch::data::transforms::Stack<> m_stack;
  bool m_pin_memory;
};

// The indices in order, like Python's SequentialSampler. An epoch can be cut short: LibTorch's
// loader can only be started anew once all that was asked of it has been taken.
class SequentialUntilStopped : public torch::data::samplers::Sampler<> {
public:
  SequentialUntilStopped(std::size_t size, const bool* stopped)
      : m_size(size), m_stopped(stopped) {}

  void reset(OptionalSize new_size = {}) override {
    m_size = new_size.value_or(m_size);
    m_next = 0;
  }

  OptionalIndices next(std::size_t batch_size) override {
    const std::size_t count = *m_stopped ? 0 : std::min(batch_size, m_size - m_next);
    if (count == 0) {
      return {};
    }
    std::vector<std::size_t> indices(count);
    for (std::size_t& index : indices) {
      index = m_next++;
    }
    return indices;
  }

  void save(torch::serialize::OutputArchive& /*archive*/) const override {
    TORCH_CHECK(false, "this sampler is not saved");
  }

  void load(torch::serialize::InputArchive& /*archive*/) override {
    TORCH_CHECK(false, "this sampler is not loaded");
  }

private:
  std::size_t m_size;
  const bool* m_stopped;
  std::size_t m_next = 0;
};

using MappedDataset = torch::data::datasets::MapDataset<LabelledTensors, Collate>;
using Loader = torch::data::StatelessDataLoader<MappedDataset, SequentialUntilStopped>;

struct Settings {
  std::int64_t batch_size;
  std::int64_t num_workers;
  std::int64_t prefetch_factor;
  std::int64_t dataset_size;
  std::int64_t batches;
  std::int64_t seed;
  bool pin_memory;
  bool drop_last;
  std::vector<std::int64_t> shape;

  explicit Settings(const Parameters& parameters)
      : batch_size(parameters.get_integer("batch_size", 32, 1, 1 << 20)),
        num_workers(parameters.get_integer("num_workers", 4, 0, 1024)),
        prefetch_factor(parameters.get_integer("prefetch_factor", 2, 1, 1024)),
        dataset_size(parameters.get_integer("dataset_size", 1000, 1, 1 << 30)),
        batches(parameters.get_integer("batches", 100, 1, 1 << 30)),
        seed(parameters.get_integer("seed", 0, 0, INT64_MAX)),
        pin_memory(parameters.get_flag("pin_memory", false)),
        drop_last(parameters.get_flag("drop_last", false)),
        shape(parameters.get_shape("shape", "3x224x224")) {
    parameters.check_names("dataloader",
                           {"batch_size",
                            "num_workers",
                            "prefetch_factor",
                            "pin_memory",
                            "dataset_size",
                            "shape",
                            "batches",
                            "drop_last",
                            "seed"});
    if (num_workers == 0 && parameters.has("prefetch_factor")) {
      throw UsageError("`prefetch_factor` needs `num_workers` above 0: without workers nothing is "
                       "fetched ahead");
    }
    if (drop_last && batch_size > dataset_size) {
      throw UsageError("`drop_last` leaves no batch: `batch_size` is above `dataset_size`");
    }
    if (pin_memory && !torch::cuda::is_available()) {
      throw Skipped("pin_memory needs a CUDA device");
    }
  }
};

// Pseudo-random floats in [0, 1) from a fixed seed, the same with every LibTorch. A xorshift
// (Marsaglia 2003) fills gigabytes in a fraction of the time of LibTorch's own generator.
at::Tensor make_images(const Settings& settings) {
  std::vector<std::int64_t> sizes = settings.shape;
  sizes.insert(sizes.begin(), settings.dataset_size);
  at::Tensor images = at::empty(sizes, at::kFloat);
  float* values = images.data_ptr<float>();
  std::uint64_t state = static_cast<std::uint64_t>(settings.seed) * 2 + 0x9E3779B97F4A7C15U;
  for (std::int64_t i = 0; i < images.numel(); ++i) {
    state ^= state << 13U;
    state ^= state >> 7U;
    state ^= state << 17U;
    values[i] = static_cast<float>(state >> 40U) * 0x1p-24F;
  }
  return images;
}

class DataLoaderWorkload : public Workload {
public:
  DataLoaderWorkload(const Settings& settings, c10::Device device)
      : m_settings(settings),
        m_device(device),
        m_images(make_images(settings)),
        m_labels(at::arange(settings.dataset_size, at::kLong).remainder(k_classes)),
        m_loader(make_loader()) {
    check_batches();
  }

  [[nodiscard]] Preparation preparation() const override {
    Preparation result;
    result.device = device_name(m_device);
    result.timer = m_device.is_cpu() ? "steady_clock" : "synchronize";
    result.batches_per_sample = m_settings.batches;
    result.items_per_batch = m_settings.batch_size;
    result.facts = {{"batches_per_epoch", std::to_string(m_batches_per_epoch)},
                    {"batch_bytes",
                     std::to_string(m_settings.batch_size * m_images[0].numel() *
                                    static_cast<std::int64_t>(sizeof(float)))}};
    if (m_settings.num_workers > 0) {
      result.facts["max_jobs"] = std::to_string(m_loader->options().max_jobs);
    }
    return result;
  }

  // Each sample starts an epoch and leaves nothing behind: what workers would fetch ahead between
  // two samples must neither be given to the next for free nor disturb another runner.
  Measurement sample() override {
    Measurement result;
    result.batches = m_settings.batches;
    std::int64_t left = m_settings.batches;
    for (bool again = false; left > 0; again = true) {
      const Clock::time_point begin = Clock::now();
      auto iterator = m_loader->begin();
      const auto end = m_loader->end();
      const Clock::time_point ready = Clock::now();
      if (again) {
        result.restart.push_back(seconds_between(m_last_epoch_end, ready));
      }
      Clock::time_point stop = ready;
      for (bool first = true; left > 0 && iterator != end; ++iterator, --left, first = false) {
        if (first) {
          result.first_batch.push_back(seconds_between(begin, Clock::now()));
        }
        result.items += consume(*iterator);
        stop = Clock::now();
      }
      synchronize(m_device);
      if (!m_device.is_cpu()) {
        stop = Clock::now();
      }
      result.seconds += seconds_between(ready, stop);
      m_last_epoch_end = stop;
      if (left == 0) {
        drain(iterator);
      }
    }
    return result;
  }

private:
  static constexpr std::int64_t k_classes = 1000;

  std::unique_ptr<Loader> make_loader() {
    torch::data::DataLoaderOptions options(static_cast<std::size_t>(m_settings.batch_size));
    options.workers(static_cast<std::size_t>(m_settings.num_workers))
        .drop_last(m_settings.drop_last);
    if (m_settings.num_workers > 0) {
      options.max_jobs(
          static_cast<std::size_t>(m_settings.num_workers * m_settings.prefetch_factor));
    }
    return std::make_unique<Loader>(
        MappedDataset(LabelledTensors(m_images, m_labels), Collate(m_settings.pin_memory)),
        SequentialUntilStopped(static_cast<std::size_t>(m_settings.dataset_size), &m_stopped),
        options);
  }

  // Takes a batch as a training loop would: on a CUDA device it is copied there. Returns its items.
  std::int64_t consume(Batch& batch) const {
    if (m_device.is_cuda()) {
      batch.data = batch.data.to(m_device, m_settings.pin_memory);
      batch.target = batch.target.to(m_device, m_settings.pin_memory);
    }
    return batch.data.size(0);
  }

  template <typename Iterator>
  void drain(Iterator& iterator) {
    m_stopped = true;
    for (const auto end = m_loader->end(); iterator != end; ++iterator) {
    }
    m_stopped = false;
  }

  // One epoch, untimed: every batch has the right shape and type, the right examples in the right
  // order, and none is missing.
  void check_batches() {
    std::int64_t row = 0;
    std::int64_t label_sum = 0;
    for (Batch& batch : *m_loader) {
      const std::int64_t count = batch.data.size(0);
      TORCH_CHECK(row + count <= m_settings.dataset_size, "the loader gave too many examples");
      TORCH_CHECK(batch.data.scalar_type() == at::kFloat && batch.target.scalar_type() == at::kLong,
                  "the loader changed the type of a batch");
      TORCH_CHECK(at::equal(batch.data, m_images.narrow(0, row, count)) &&
                      at::equal(batch.target, m_labels.narrow(0, row, count)),
                  "batch ",
                  m_batches_per_epoch,
                  " does not hold the examples from ",
                  row);
      label_sum += batch.target.sum().item<std::int64_t>();
      row += count;
      ++m_batches_per_epoch;
    }
    const std::int64_t expected =
        m_settings.drop_last
            ? m_settings.dataset_size / m_settings.batch_size * m_settings.batch_size
            : m_settings.dataset_size;
    TORCH_CHECK(row == expected &&
                    label_sum == m_labels.narrow(0, 0, row).sum().item<std::int64_t>(),
                "an epoch gave ",
                row,
                " of ",
                expected,
                " examples");
  }

  Settings m_settings;
  c10::Device m_device;
  at::Tensor m_images;
  at::Tensor m_labels;
  bool m_stopped = false; // read by the loader's sampler, on this thread
  std::unique_ptr<Loader> m_loader;
  std::int64_t m_batches_per_epoch = 0;
  Clock::time_point m_last_epoch_end;
};

} // namespace

std::unique_ptr<Workload> make_dataloader(const Parameters& parameters, const std::string& device) {
  const Settings settings(parameters);
  // Without an explicit `cuda` batches stay on the host, where the loader leaves them.
  const c10::Device chosen = choose_device(device == "auto" ? "cpu" : device);
  return std::make_unique<DataLoaderWorkload>(settings, chosen);
}

} // namespace etalon_runner
