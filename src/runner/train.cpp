#include "device.hpp"
#include "workload.hpp"

#include <torch/nn/functional/loss.h>
#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/modules/pooling.h>
#include <torch/optim/sgd.h>
#include <torch/utils.h>

#include <cmath>

namespace etalon_runner {

namespace {

namespace nn = torch::nn;

constexpr std::int64_t k_classes = 10;

// Three layers on 784 inputs: nearly all of its time is matrix multiplication, so the BLAS decides.
nn::Sequential make_mlp() {
  static constexpr std::int64_t inputs = 784;
  static constexpr std::int64_t hidden = 1024;
  return nn::Sequential(nn::Linear(inputs, hidden),
                        nn::ReLU(),
                        nn::Linear(hidden, hidden),
                        nn::ReLU(),
                        nn::Linear(hidden, k_classes));
}

// Two convolutions and a layer on 3 x 32 x 32 images: LibTorch's own kernels or oneDNN do most of
// it.
nn::Sequential make_convnet() {
  static constexpr std::int64_t narrow = 32;
  static constexpr std::int64_t wide = 64;
  static constexpr std::int64_t side_after_pooling = 8;
  return nn::Sequential(nn::Conv2d(nn::Conv2dOptions(3, narrow, 3).padding(1)),
                        nn::ReLU(),
                        nn::MaxPool2d(2),
                        nn::Conv2d(nn::Conv2dOptions(narrow, wide, 3).padding(1)),
                        nn::ReLU(),
                        nn::MaxPool2d(2),
                        nn::Flatten(),
                        nn::Linear(wide * side_after_pooling * side_after_pooling, k_classes));
}

struct Settings {
  std::string model;
  std::int64_t batch_size;
  std::int64_t steps;
  std::int64_t dataset_size;
  std::int64_t seed;
  double learning_rate;

  explicit Settings(const Parameters& parameters)
      : model(parameters.get_choice("model", "mlp", {"mlp", "convnet"})),
        batch_size(parameters.get_integer("batch_size", 64, 1, 1 << 20)),
        steps(parameters.get_integer("steps", 10, 1, 1 << 30)),
        dataset_size(parameters.get_integer("dataset_size", 1024, 1, 1 << 30)),
        seed(parameters.get_integer("seed", 0, 0, INT64_MAX)),
        learning_rate(parameters.get_positive("learning_rate", 0.01)) {
    parameters.check_names(
        "train", {"model", "batch_size", "steps", "learning_rate", "dataset_size", "seed"});
    if (batch_size > dataset_size) {
      throw UsageError("`batch_size` is above `dataset_size`: there is no whole batch");
    }
  }
};

// A training step as users write it: forward, loss, backward, optimizer. Data lies on the device.
class TrainWorkload : public Workload {
public:
  TrainWorkload(const Settings& settings, c10::Device device)
      : m_settings(settings), m_device(device), m_timer(device) {
    torch::manual_seed(static_cast<std::uint64_t>(settings.seed));
    const bool is_mlp = settings.model == "mlp";
    m_model = is_mlp ? make_mlp() : make_convnet();
    m_inputs = is_mlp ? torch::rand({settings.dataset_size, 784})
                      : torch::rand({settings.dataset_size, 3, 32, 32});
    m_targets = torch::randint(k_classes, {settings.dataset_size}, at::kLong);
    m_model->to(device);
    m_inputs = m_inputs.to(device);
    m_targets = m_targets.to(device);
    m_optimizer = std::make_unique<torch::optim::SGD>(
        m_model->parameters(), torch::optim::SGDOptions(settings.learning_rate));
    check_step();
  }

  [[nodiscard]] Preparation preparation() const override {
    Preparation result;
    result.device = device_name(m_device);
    result.timer = m_timer.name();
    result.batches_per_sample = m_settings.steps;
    result.items_per_batch = m_settings.batch_size;
    std::int64_t parameters = 0;
    for (const at::Tensor& tensor : m_model->parameters()) {
      parameters += tensor.numel();
    }
    result.facts = {{"model_parameters", std::to_string(parameters)},
                    {"first_loss", std::to_string(m_first_loss)}};
    return result;
  }

  Measurement sample() override {
    Measurement result;
    at::Tensor loss;
    result.seconds = m_timer.time([this, &loss] {
      for (std::int64_t step = 0; step < m_settings.steps; ++step) {
        loss = train_step();
      }
    });
    TORCH_CHECK(std::isfinite(loss.item<double>()), "the loss is no longer finite");
    result.batches = m_settings.steps;
    result.items = m_settings.steps * m_settings.batch_size;
    return result;
  }

private:
  at::Tensor train_step() {
    const std::int64_t batches = m_settings.dataset_size / m_settings.batch_size;
    const std::int64_t row = m_step++ % batches * m_settings.batch_size;
    const at::Tensor inputs = m_inputs.narrow(0, row, m_settings.batch_size);
    const at::Tensor targets = m_targets.narrow(0, row, m_settings.batch_size);
    m_optimizer->zero_grad();
    at::Tensor loss = nn::functional::cross_entropy(m_model->forward(inputs), targets);
    loss.backward();
    m_optimizer->step();
    return loss;
  }

  // A new classifier of 10 classes guesses: its loss is near ln 10. A step must move every
  // parameter against its gradient by the learning rate.
  void check_step() {
    const at::Tensor first = m_model->parameters().front();
    const at::Tensor before = first.detach().clone();
    m_first_loss = train_step().item<double>();
    static constexpr double tolerance = 0.5;
    TORCH_CHECK(std::abs(m_first_loss - std::log(static_cast<double>(k_classes))) < tolerance,
                "the first loss is ",
                m_first_loss,
                ", not near ln 10");
    TORCH_CHECK(torch::allclose(first.detach(), before - m_settings.learning_rate * first.grad()),
                "the optimizer's step is not the gradient's");
  }

  Settings m_settings;
  c10::Device m_device;
  DeviceTimer m_timer;
  nn::Sequential m_model;
  at::Tensor m_inputs;
  at::Tensor m_targets;
  std::unique_ptr<torch::optim::SGD> m_optimizer;
  std::int64_t m_step = 0;
  double m_first_loss = 0;
};

} // namespace

std::unique_ptr<Workload> make_train(const Parameters& parameters, const std::string& device) {
  const Settings settings(parameters);
  return std::make_unique<TrainWorkload>(settings, choose_device(device));
}

} // namespace etalon_runner
