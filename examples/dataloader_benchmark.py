#!/usr/bin/env python3
"""The classic data loader check, in Python.

A TensorDataset of 1000 random images with labels is read through a DataLoader, a fixed number of
batches over as many epochs as that takes. The restart between two epochs (ending the workers and
starting new ones) is timed apart. The workload `dataloader` of `etalon bench run` does the same with
LibTorch's own loader:

    etalon run -n pytorch-openblas -- python examples/dataloader_benchmark.py
    etalon bench run -n libtorch-openblas --workload dataloader --batch-size 32 --num-workers 4
"""
import argparse
import json
import statistics
import sys
import time

import torch
from torch.utils.data import DataLoader, TensorDataset


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--num-workers", type=int, default=4)
    parser.add_argument("--prefetch-factor", type=int, help="batches per worker; needs workers")
    parser.add_argument("--pin-memory", action="store_true")
    parser.add_argument("--persistent-workers", action="store_true",
                        help="keep the workers between epochs, as LibTorch's loader does")
    parser.add_argument("--dataset-size", type=int, default=1000)
    parser.add_argument("--shape", default="3x224x224")
    parser.add_argument("--batches", type=int, default=100, help="in a sample")
    parser.add_argument("--samples", type=int, default=5)
    parser.add_argument("--warmup", type=int, default=1, help="samples before those that count")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="print all figures as one JSON object")
    arguments = parser.parse_args()
    if arguments.prefetch_factor is not None and arguments.num_workers == 0:
        parser.error("--prefetch-factor needs --num-workers above 0")
    if arguments.persistent_workers and arguments.num_workers == 0:
        parser.error("--persistent-workers needs --num-workers above 0")
    if arguments.pin_memory and not torch.cuda.is_available():
        parser.error("--pin-memory needs a CUDA device")
    return arguments


def make_loader(arguments):
    torch.manual_seed(arguments.seed)
    shape = [int(side) for side in arguments.shape.split("x")]
    images = torch.rand(arguments.dataset_size, *shape)
    labels = torch.arange(arguments.dataset_size) % 1000
    options = {"prefetch_factor": arguments.prefetch_factor} if arguments.prefetch_factor else {}
    return DataLoader(TensorDataset(images, labels), batch_size=arguments.batch_size,
                      num_workers=arguments.num_workers, pin_memory=arguments.pin_memory,
                      persistent_workers=arguments.persistent_workers, **options)


def check_epoch(loader, arguments):
    """One epoch, untimed: right shapes, right examples, none missing."""
    images, labels = loader.dataset.tensors
    row = 0
    for data, target in loader:
        if not (torch.equal(data, images[row:row + len(data)])
                and torch.equal(target, labels[row:row + len(data)])):
            sys.exit(f"the batch from example {row} does not hold its examples")
        row += len(data)
    if row != arguments.dataset_size:
        sys.exit(f"an epoch gave {row} of {arguments.dataset_size} examples")


def take_sample(loader, batches):
    """Seconds for `batches` batches, without the restarts between epochs, which are listed apart."""
    sample = {"seconds": 0.0, "batches": batches, "items": 0, "first_batch": [], "restart": []}
    left = batches
    epoch_end = None
    while left > 0:
        begin = time.perf_counter()
        iterator = iter(loader)
        ready = stop = time.perf_counter()
        if epoch_end is not None:
            sample["restart"].append(ready - epoch_end)
        is_first = True
        while left > 0:
            batch = next(iterator, None)
            if batch is None:
                break
            stop = time.perf_counter()
            if is_first:
                sample["first_batch"].append(stop - begin)
                is_first = False
            sample["items"] += len(batch[0])
            left -= 1
        sample["seconds"] += stop - ready
        epoch_end = stop
        if left == 0 and loader.persistent_workers:
            for _ in iterator:  # a kept worker's batches must not be given to the next sample
                pass
        del iterator, batch
    return sample


def print_table(arguments, samples):
    seconds = sorted(sample["seconds"] / sample["batches"] for sample in samples)
    median = statistics.median(seconds)
    deviation = statistics.median(abs(value - median) for value in seconds)
    items = samples[0]["items"] / samples[0]["batches"]
    first = statistics.median(value for sample in samples for value in sample["first_batch"])
    restarts = [value for sample in samples for value in sample["restart"]]
    print(f"torch {torch.__version__}, {torch.get_num_threads()} threads, batch size "
          f"{arguments.batch_size}, {arguments.num_workers} workers")
    print(f"{1 / median:10.2f} batches/s   ± {1.4826 * deviation / median:.1%}")
    print(f"{items / median:10.1f} samples/s   median of {len(samples)} samples")
    print(f"{first * 1e3:10.2f} ms from the start of an epoch to its first batch")
    if restarts:
        print(f"{statistics.median(restarts) * 1e3:10.2f} ms for a restart between epochs (not "
              f"within the rates)")


def main():
    arguments = parse_arguments()
    loader = make_loader(arguments)
    check_epoch(loader, arguments)
    for _ in range(arguments.warmup):
        take_sample(loader, arguments.batches)
    samples = [take_sample(loader, arguments.batches) for _ in range(arguments.samples)]
    if arguments.json:
        print(json.dumps({"torch": torch.__version__, "threads": torch.get_num_threads(),
                          "parameters": vars(arguments), "samples": samples}))
    else:
        print_table(arguments, samples)


if __name__ == "__main__":
    main()
