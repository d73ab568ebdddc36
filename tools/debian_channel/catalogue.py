"""What goes into the channel: the tables that a person decided, each with its reason.

Everything not named here is one conda package per Debian package, under Debian's name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase


@dataclass(frozen=True)
class Part:
    """Files of one Debian package: all, or those whose path matches a pattern of `take`.

    With an empty `take` only the name and the dependencies count, and no archive is fetched.
    """

    debian: str
    take: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Edit:
    """A text of a file, where it stands exactly once, and what stands there instead."""

    path: str  # in the prefix
    old: str
    new: str


@dataclass(frozen=True)
class Group:
    """A conda package of several parts; the first one gives it its version."""

    name: str
    parts: tuple[Part, ...]
    extra_depends: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()  # paths in the prefix
    links: dict[str, str] = field(default_factory=dict)  # path in the prefix -> target
    moves: dict[str, str] = field(default_factory=dict)  # where a path would go -> where it goes
    site_packages_path: str = ""
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True)
class BlasVariant:
    """One provider of `libblas`, and the one of `liblapack` that goes with it."""

    name: str
    blas: Part
    lapack_variant: str
    library: str  # conda package of the library itself, "" where libblas.so.3 is the library
    is_default: bool = False


K_TRIPLET = "x86_64-linux-gnu"
_LIB = f"usr/lib/{K_TRIPLET}"
_TORCH = "lib/python3/dist-packages/torch"  # in the prefix

# What the channel is for; everything else comes along because one of these depends on it.
ROOTS = ("libtorch", "pytorch", "numpy", "pip", "python")

# The name and version of the BLAS interface are those of the reference implementation; see `plan`.
K_BLAS_REFERENCE = "libblas3"

BLAS_VARIANTS = (
    BlasVariant(
        "openblas",
        Part("libopenblas0-pthread", (f"{_LIB}/openblas-pthread/libblas.so.3",)),
        "openblas",
        "libopenblas",
        is_default=True,
    ),
    BlasVariant(
        "blis",
        Part("libblis4-pthread", (f"{_LIB}/blis-pthread/libblas.so.3",)),
        "reference",
        "blis",
    ),
    BlasVariant("reference", Part("libblas3"), "reference", ""),
)

LAPACK_VARIANTS = {
    "openblas": Part("libopenblas0-pthread", (f"{_LIB}/openblas-pthread/liblapack.so.3",)),
    "reference": Part("liblapack3"),
}

# Debian names that mean "any BLAS": a dependency on them leaves the choice to the environment.
BLAS_INTERFACES = {
    "libblas3": "libblas",
    "libblas.so.3": "libblas",
    "liblapack3": "liblapack",
    "liblapack.so.3": "liblapack",
}

# Headers go with their library, as users of conda expect: `libtorch` is enough to build against.
GROUPS = (
    Group("libtorch", (Part("libtorch1.13"), Part("libtorch-dev"))),
    Group("glog", (Part("libgoogle-glog0v6"), Part("libgoogle-glog-dev"))),
    Group("gflags", (Part("libgflags2.2"), Part("libgflags-dev"))),
    Group(
        "libprotobuf",
        (
            Part("libprotobuf32"),
            Part(
                "libprotobuf-dev",
                ("usr/include/*", f"{_LIB}/libprotobuf.so", f"{_LIB}/pkgconfig/protobuf.pc"),
            ),
        ),
    ),
    Group(
        "libopenblas", (Part("libopenblas0-pthread", (f"{_LIB}/openblas-pthread/libopenblas*",)),)
    ),
    Group("blis", (Part("libblis4-pthread", (f"{_LIB}/blis-pthread/libblis*",)),)),
    Group(
        "python",
        (
            Part("python3.11"),
            Part("python3.11-minimal"),
            Part("libpython3.11-minimal"),
            Part("libpython3.11-stdlib"),
            Part("python3-minimal", ("usr/bin/python3",)),
            Part("python3", ()),
            Part("libpython3-stdlib", ()),
            Part("python3-distutils"),
            Part("python3-lib2to3"),
        ),
        leave_out=(
            "lib/python3.11/EXTERNALLY-MANAGED",  # the prefix is nobody else's: pip may write there
            "bin/pdb3.11",  # a link to a module that would start the machine's own Python
            "lib/valgrind/*",
        ),
        links={"bin/python": "python3"},
        site_packages_path="lib/python3/dist-packages",
        # Debian's Python has pip install to local/, beside what Debian itself installs; in a prefix
        # there is one place for both. The variable still has the last word.
        edits=(
            Edit(
                "lib/python3.11/sysconfig.py",
                "os.environ.get('DEB_PYTHON_INSTALL_LAYOUT', 'posix_local')",
                "os.environ.get('DEB_PYTHON_INSTALL_LAYOUT', 'deb')",
            ),
        ),
    ),
    Group(
        "pytorch",
        (Part("python3-torch"), Part("libtorch1.13", (f"{_LIB}/libtorch_global_deps.so.1.13.0",))),
        # Python opens it here, by path: were it a link into lib/, its $ORIGIN would still be here,
        # and what it needs would be looked for beside it and then outside the prefix.
        moves={"lib/libtorch_global_deps.so.1.13.0": f"{_TORCH}/lib/libtorch_global_deps.so"},
        leave_out=tuple(
            f"{_TORCH}/{path}"
            for path in (
                # Test programs and a link to more of them.
                *("bin/*Test", "bin/test_*", "bin/tutorial_*", "test"),
                # Links to what Debian's libtorch1.13 does not have.
                *("include/TH", "lib/libcaffe2_*.so"),
            )
        ),
    ),
    Group(
        "libqt5core5a", (Part("libqt5core5a"),), leave_out=("lib/qt-default/*",)
    ),  # a link to qtchooser
    Group("numpy", (Part("python3-numpy"),)),
    Group("pip", (Part("python3-pip"),)),
    Group("setuptools", (Part("python3-setuptools"), Part("python3-pkg-resources"))),
)

# `python3-NAME` is NAME, but for these, whose projects are called otherwise.
PYTHON_NAMES = {
    "python3-attr": "attrs",
    "python3-dateutil": "python-dateutil",
    "python3-typing-extensions": "typing_extensions",
    "python3-yaml": "pyyaml",
}

# Debian's name carries what conda's users do not write.
LIBRARY_NAMES = {
    "libgcc-s1": "libgcc",
    "libgomp1": "libgomp",
    "libstdc++6": "libstdcxx",
}

# Debian packages that are not followed. First match wins; the reason is for the reader.
EXCLUDED = (
    ("libc6", "the machine's own C library: becomes the virtual package __glibc"),
    ("gcc-*-base", "documentation only"),
    ("debconf", "asks questions while Debian installs"),
    ("dpkg", "serves Debian's installation scripts"),
    ("install-info", "serves Debian's installation scripts"),
    ("lsb-base", "serves init scripts"),
    ("sysvinit-utils", "serves init scripts"),
    ("adduser", "makes system users for daemons"),
    ("passwd", "makes system users for daemons"),
    ("ca-certificates", "whom to trust is the machine's decision, under /etc/ssl"),
    ("media-types", "a table under /etc that Python reads where it exists"),
    ("tzdata", "the machine's own time zones; Python reads /usr/share/zoneinfo"),
    # Drivers that a dispatching library loads by name once a program draws; they bring LLVM and Z3.
    ("lib*-mesa0", "graphics drivers: chosen by the machine when a window is opened"),
    ("libgl1-mesa-dri", "graphics drivers: chosen by the machine when a window is opened"),
    # Read from a path compiled into the library: in a prefix they would never be found.
    ("*-data", "data read from a fixed path below /usr/share"),
    ("*-common", "configuration read from a fixed path below /etc or /usr/share"),
    ("*-config", "configuration read from a fixed path below /etc"),
    ("iso-codes", "data read from a fixed path below /usr/share"),
    ("shared-mime-info", "data read from a fixed path below /usr/share"),
    ("fontconfig", "a tool that fills a cache below /var"),
    ("fonts-*", "fonts read from a fixed path below /usr/share"),
    ("gdal-plugins", "loaded from a fixed path"),
    ("libcap2-bin", "tools of the system's administrator"),
    ("libinput-bin", "rules for the machine's device manager"),
    ("libsasl2-modules-db", "loaded from a fixed path by mail and directory clients"),
    ("libtorch-test", "test programs"),
    # What the headers' packages ask for and <torch/torch.h> and find_package(Torch) do not.
    ("python3-dev", "for <torch/extension.h> only"),
    ("libprotobuf-lite32", "only the full library's headers are here"),
    ("libunwind-dev", "for linking glog statically"),
    ("zlib1g-dev", "for protobuf's compressed streams only"),
)


def excluded(debian_name: str) -> str:
    """Why a Debian package is not followed; empty where it is."""
    return next((why for pattern, why in EXCLUDED if fnmatchcase(debian_name, pattern)), "")


def conda_name(debian_name: str) -> str:
    """The conda name of a Debian package that is in no group."""
    named = PYTHON_NAMES.get(debian_name) or LIBRARY_NAMES.get(debian_name)
    return named or debian_name.removeprefix("python3-").replace("+", "x")
