#include <etalon/model/match_spec.hpp>

#include <catch2/catch.hpp>
#include <support/thrown_error.hpp>

#include <string>
#include <vector>

using namespace etalon;

namespace {

RepoDataRecord pytorch() {
  RepoDataRecord record;
  record.package.name = "pytorch";
  record.package.version = Version::parse("2.4.1");
  record.package.build = "py3.12_cuda12.1_cudnn9.1.0_0";
  record.package.build_number = 7;
  record.package.subdir = "linux-64";
  record.package.md5 = "dede6252c964db3f3e41c7d30d07f6bf";
  record.package.sha256 = std::string(64, 'a');
  record.package.license = "BSD-3-Clause";
  record.package.license_family = "BSD";
  record.package.track_features = {"pytorch-mutex", "cuda"};
  record.package.features = "mkl";
  record.file_name = "pytorch-2.4.1-py3.12_cuda12.1_cudnn9.1.0_0.tar.bz2";
  record.url = "https://conda.anaconda.org/pytorch/linux-64/" + record.file_name;
  record.channel = "pytorch";
  return record;
}

bool matches(const std::string& spec) {
  return MatchSpec::parse(spec).matches(pytorch());
}

std::string canonical(const std::string& spec) {
  return MatchSpec::parse(spec).to_string();
}

// "cause | hint" of the error about `text`.
std::string refusal(const std::string& text) {
  const Error error = thrown_error([&text] { MatchSpec::parse(text); });
  CHECK(error.kind() == ErrorKind::usage);
  CHECK(error.message() == "invalid spec `" + text + "`");
  REQUIRE(error.causes().size() == 1);
  REQUIRE(error.hints().size() == 1);
  return error.causes()[0] + " | " + error.hints()[0];
}

} // namespace

TEST_CASE("name, version and build match together", "[model][match-spec]") {
  CHECK(matches("pytorch"));
  CHECK(matches("PyTorch"));
  CHECK(matches("py*"));
  CHECK(matches("^py.*ch$"));
  CHECK(matches("pytorch=2.4"));
  CHECK(matches("pytorch >=2,<3 *cuda*"));
  CHECK(matches("pytorch=2.4.1=PY3.12_*"));
  CHECK(matches("pytorch 2.4.1 ^py3\\.1[0-2]_.*$"));
  CHECK(matches("*"));
  CHECK_FALSE(matches("torch"));
  CHECK_FALSE(matches("pytorch==2.4"));
  CHECK_FALSE(matches("pytorch=2.4=*cuda*"));
  CHECK_FALSE(matches("pytorch=2.4.1=*cpu*"));
}

TEST_CASE("each key matches its field", "[model][match-spec]") {
  CHECK(matches("*[version='>=2,<3',build=*cuda*]"));
  CHECK(matches("pytorch[build_string='*cuda*']"));
  CHECK(matches("pytorch[build_number=7]"));
  CHECK(matches("pytorch[build_number='>=3,<8']"));
  CHECK_FALSE(matches("pytorch[build_number='>7']"));
  CHECK(matches("pytorch[subdir=linux-64]"));
  CHECK(matches("pytorch[subdir=linux-*]"));
  CHECK_FALSE(matches("pytorch[subdir=noarch]"));
  CHECK(matches("*[md5=DEDE6252c964db3f3e41c7d30d07f6bf]"));
  CHECK_FALSE(matches("*[md5=00000000000000000000000000000000]"));
  CHECK(matches("*[sha256=aaaa*]"));
  CHECK(matches("*[license=bsd-3-clause]"));
  CHECK(matches("*[license_family='^b.*$']"));
  CHECK_FALSE(matches("*[license=MIT]"));
  CHECK(matches("*[fn=pytorch-2.4.1-*.tar.bz2]"));
  CHECK_FALSE(matches("*[fn=*.conda]"));
  CHECK(matches("*[url='https://conda.anaconda.org/pytorch/*']"));
  CHECK(matches("*[track_features='cuda pytorch-mutex']"));
  CHECK_FALSE(matches("*[track_features=cuda]"));
  CHECK(matches("*[features=mkl]"));
  CHECK_FALSE(matches("*[features=nomkl]"));
}

TEST_CASE("what only an archive has is not asked of a plain record", "[model][match-spec]") {
  CHECK(MatchSpec::parse("pytorch[fn=other.conda]").matches(pytorch().package));
  CHECK(MatchSpec::parse("pytorch[url=https://host/other.conda]").matches(pytorch().package));
}

TEST_CASE("keys override what stands before them, except for the name", "[model][match-spec]") {
  CHECK(canonical("numpy 3.0.* abc[version=1.2.3,build=def]") == "numpy==1.2.3=def");
  CHECK(canonical("numpy[name=pytorch]") == "numpy");
  CHECK(canonical("x::numpy[channel=y/noarch]") == "y/noarch::numpy");
  CHECK(canonical("x/noarch::numpy[subdir=linux-64]") == "x/linux-64::numpy");
}

TEST_CASE("equals signs and blanks say whether a version is exact", "[model][match-spec]") {
  for (const char* spec : {"pkg=1.8",
                           "pkg =1.8",
                           "pkg = 1.8",
                           "pkg 1.8.*",
                           "pkg 1.8.* *",
                           "pkg=1.8.*",
                           "pkg=1.8.*=*",
                           "pkg =1.8.* *",
                           "pkg ==1.8.* *",
                           "pkg[version=1.8.*]",
                           "pkg[version='1.8.*']",
                           "pkg =1.8 *"}) {
    INFO(spec);
    CHECK(canonical(spec) == "pkg=1.8");
  }
  for (const char* spec : {"pkg 1.8",
                           "pkg 1.8 *",
                           "pkg==1.8",
                           "pkg=1.8=*",
                           "pkg==1.8=*",
                           "pkg ==1.8 *",
                           "pkg[version=1.8]",
                           "pkg[version=\"1.8\"]"}) {
    INFO(spec);
    CHECK(canonical(spec) == "pkg==1.8");
  }
  CHECK(canonical("pkg=1.8=py39_0") == "pkg==1.8=py39_0");
  CHECK(canonical("pkg =1.8 py39_0") == "pkg=1.8[build=py39_0]");
  CHECK(canonical("pkg =1.0,=2.0=0") == "pkg[version='1.0.*,2.0.*',build=0]");
}

TEST_CASE("the build stands behind the last condition", "[model][match-spec]") {
  CHECK(canonical("a >=1.0 , < 2.0 py34_0") == "a[version='>=1.0,<2.0',build=py34_0]");
  CHECK(canonical("a >=1.0 , < 2.0 =py34_0") == "a[version='>=1.0,<2.0',build=py34_0]");
  CHECK(canonical("a >=    1.5.0,  < 2.0.0") == "a[version='>=1.5.0,<2.0.0']");
  CHECK(canonical("a   1.0    py27_0") == "a==1.0=py27_0");
  CHECK(canonical("a (>=1,<2)|>3 py27_0") == "a[version='>=1,<2|>3',build=py27_0]");
  CHECK(canonical("a ^1 .*$") == "a[version='^1 .*$']");
  CHECK(canonical("a 1.0 ^py3[89]$") == "a==1.0[build='^py3[89]$']");
}

TEST_CASE("a channel may have a subdir and a namespace", "[model][match-spec]") {
  const MatchSpec label = MatchSpec::parse("nvidia/label/cuda-11.8.0::cuda-nvcc=11.8");
  CHECK(label.channel == "nvidia/label/cuda-11.8.0");
  CHECK(label.subdir.empty());
  CHECK(label.name.to_string() == "cuda-nvcc");
  const MatchSpec subdir = MatchSpec::parse("conda-forge/linux-64:ns:numpy");
  CHECK(subdir.channel == "conda-forge");
  CHECK(subdir.subdir == "linux-64");
  CHECK(canonical("*/linux-64::foo>=1.0") == "foo[subdir=linux-64,version='>=1.0']");
  CHECK(canonical("bioconda:snpsift=4.3.1t") == "snpsift=4.3.1t");
  CHECK(canonical("conda-*::foo") == "foo[channel=conda-*]");
  CHECK(MatchSpec::parse("https://host:8080/ch/noarch::foo").channel == "https://host:8080/ch");
  CHECK(MatchSpec::parse("file:///a/b/::foo").channel == "file:///a/b");
  CHECK(MatchSpec::parse("https://host/ch/noarch/?key=1::foo").channel == "https://host/ch/noarch");
  CHECK(canonical("https://host/ch/?key=1::foo") == "https://host/ch::foo");
}

TEST_CASE("old ways of writing are understood", "[model][match-spec]") {
  CHECK(canonical("numpy # why") == "numpy");
  CHECK(canonical("numpy>=1.20#why") == "numpy[version='>=1.20']");
  CHECK(canonical("numpy 1.20 if win") == "numpy==1.20");
  CHECK(canonical("numpy=") == "numpy");
  CHECK(canonical("uvicorn[standard]") == "uvicorn");
  CHECK(canonical("") == "*");
  CHECK(canonical("  ") == "*");
  CHECK(canonical("mkl@") == "*[track_features=mkl]");
  for (const char* spec : {"foo (optional)",
                           "foo(optional=True)",
                           "foo[optional]",
                           "foo[optional=True]",
                           "foo[optional] (optional, target=foo.conda)"}) {
    INFO(spec);
    CHECK(MatchSpec::parse(spec).optional);
    CHECK(canonical(spec) == "foo[optional]");
  }
  CHECK_FALSE(MatchSpec::parse("foo[optional=False]").optional);
}

TEST_CASE("a hash alone is a spec", "[model][match-spec]") {
  const MatchSpec spec = MatchSpec::parse("*[md5=dede6252c964db3f3e41c7d30d07f6bf]");
  CHECK(spec.name.to_string() == "*");
  CHECK(spec.md5 == "dede6252c964db3f3e41c7d30d07f6bf");
}

TEST_CASE("the URL of a package is a spec", "[model][match-spec]") {
  const std::string md5 = "0123456789abcdef0123456789abcdef";
  const MatchSpec spec = MatchSpec::parse(
      "https://user:pass@host/t/TOKEN/ch/linux-64/x264-1%21152.2-h470_1.tar.bz2#" + md5);
  CHECK(spec.name.to_string() == "x264");
  CHECK(spec.version->to_string() == "==1!152.2");
  CHECK(spec.build->to_string() == "h470_1");
  CHECK(spec.channel == "https://user:pass@host/t/TOKEN/ch");
  CHECK(spec.subdir == "linux-64");
  CHECK(spec.file_name == "x264-1!152.2-h470_1.tar.bz2");
  CHECK(spec.md5 == md5);
  CHECK(spec.to_string() ==
        "https://host/ch/linux-64::x264==1!152.2=h470_1[url=https://host/ch/linux-64/"
        "x264-1%21152.2-h470_1.tar.bz2,md5=" +
            md5 + "]");
  RepoDataRecord record = pytorch();
  const MatchSpec own =
      MatchSpec::parse("https://u:p@conda.anaconda.org/t/T/pytorch/linux-64/" + record.file_name);
  CHECK(own.matches(record));
  record.url = "https://mirror/" + record.file_name;
  CHECK_FALSE(own.matches(record));
}

TEST_CASE("the file of a package is a spec", "[model][match-spec]") {
  CHECK(canonical("/a b/foo-1.0-0.conda") == "foo==1.0=0[url=file:///a%20b/foo-1.0-0.conda]");
  CHECK(canonical("/dir/foo-1.0-0.conda#sha256:" + std::string(64, 'A')) ==
        "foo==1.0=0[url=file:///dir/foo-1.0-0.conda,sha256=" + std::string(64, 'a') + "]");
  CHECK(canonical("./foo-1.0-0.tar.bz2 # comment") == "foo==1.0=0[fn=foo-1.0-0.tar.bz2]");
}

TEST_CASE("conditions, extras and flags are kept", "[model][match-spec]") {
  const MatchSpec spec =
      MatchSpec::parse("a[when=\"python<3.9 and b[build='x']\",extras=[z, 'y'],flags=[gpu:*]]");
  CHECK(spec.other_keys ==
        std::map<std::string, std::string>{
            {"when", "python<3.9 and b[build='x']"}, {"extras", "y,z"}, {"flags", "gpu:*"}});
  CHECK(spec.to_string() == "a[extras=[y,z],flags=gpu:*,when=\"python<3.9 and b[build='x']\"]");
}

TEST_CASE("the canonical text parses back to the same spec", "[model][match-spec]") {
  for (const std::string spec :
       {"numpy",
        "numpy=1.26",
        "numpy==1.26=py312_0",
        "conda-forge/linux-64::numpy=1.26",
        "numpy[version='>=1.26,<2',build=py3*]",
        "numpy~=1.26",
        "numpy!=1.26",
        "numpy!=1.26.*",
        "numpy[version='~=1.26',build=0]",
        "numpy[build_number=3]",
        "numpy[build_number=>3]",
        "*[track_features='a b',features=c,url=https://h/x.conda,md5=abc,sha256=def]",
        "*[license='a, b',license_family=\"it's\",fn=x.conda,when=python,optional]",
        "numpy==1[build='a b']",
        "numpy==1[build=\"a' \\\"b\"]",
        "a[fn='b#c']",
        "a[url=*,fn=b]",
        "^\\D[a-z: #]+$=1",
        "a[fn='\\\"']"}) {
    INFO(spec);
    CHECK(canonical(spec) == spec);
  }
}

TEST_CASE("an invalid package name is refused with a hint", "[model][match-spec]") {
  const std::string characters = "use letters, digits, `.`, `_` and `-`";
  const std::string start = "start it with a letter or a digit";
  const std::string none = "found no package name | start with one, or with `*` for any";
  CHECK(refusal("numpy^1.20") ==
        "column 6: found `^` in a package name | write a range: `name >=1.20,<2`");
  CHECK(refusal("numpy@1.20") == "column 6: found `@` in a package name | write `name=1.20`");
  CHECK(refusal("foo,bar") ==
        "column 4: found `,` in a package name | write one spec for each package");
  CHECK(refusal("foo; win") == "column 4: found `;` in a package name | write a condition as "
                               "`name[when='python <3.9']`");
  CHECK(refusal("git+https://github.com/x/y.git") ==
        "column 11: found `/` in a package name | put what pip installs under `pip:`");
  CHECK(refusal("naïve") == "column 3: found `ï` in a package name | " + characters);
  CHECK(refusal("foo]") == "column 4: found `]` in a package name | " + characters);
  CHECK(refusal("pkg..name") == "column 5: found `..` in a package name | use single separators");
  CHECK(refusal(".pkg") == "column 1: found a package name that starts with `.` | " + start);
  CHECK(refusal("___x") == "column 1: found a package name that starts with `_` | " + start);
  CHECK(refusal("<<<<<<< HEAD") == "column 1: " + none);
  CHECK(refusal("conda-forge::") == "column 14: " + none);
  CHECK(refusal("conda-forge: numpy") == "column 13: " + none);
  CHECK(refusal("# only a comment") == "column 1: " + none);
  CHECK(refusal("[md5=abc]") == "column 1: " + none);
  CHECK(canonical("_libgcc_mutex") == "_libgcc_mutex");
  CHECK(canonical("__glibc>=2.17") == "__glibc[version='>=2.17']");
}

TEST_CASE("an invalid version or build is refused with its place", "[model][match-spec]") {
  const std::string separate = "separate two conditions by `,`: `>=1.8,<2`";
  CHECK(refusal("foo >=") == "column 7: found no version after `>=` | write one: `>=1.8`");
  CHECK(refusal("foo ==") == "column 7: found no version after `==` | write one: `==1.8`");
  CHECK(refusal("foo >1.0 <2.0") == "column 9: found a blank inside a version | " + separate);
  CHECK(refusal("foo >=1|\n,<2") == "column 9: found no version | write one: `1.8`");
  CHECK(refusal("foo>1.0<2.0") == "column 8: found `<` inside a version | " + separate);
  CHECK(refusal("numpy~1.20") == "column 6: found `~`, which is no operator | write `~=1.20`, or "
                                 "a range: `>=1.20,<2`");
  CHECK(refusal("numpy>=1.20;python_version<\"3.9\"") ==
        "column 12: found `;` | write a condition as `[when='python <3.9']`");
  CHECK(refusal("foo[version='1..0']") == "column 16: found an empty component in version `1..0` "
                                          "| write numbers and letters separated by dots: "
                                          "`1.2.0rc1`");
  CHECK(refusal("foo 1.0 py27 extra") == "column 13: found a blank inside a build string | write "
                                         "name, version and build, nothing else: `numpy 1.26.0 "
                                         "py311*`");
  CHECK(refusal("foo 1.0 py\"27") == "column 11: found `\"` in a build string | use letters, "
                                     "digits, `.`, `_`, `+` and `*`");
  CHECK(refusal("foo=1.0=") == "column 9: found no build string after `=` | leave out the `=`, or "
                               "write `*` for any build");
  CHECK(refusal("foo[build='^(?=x)y$']") == "column 13: found a group that starts with `(?` | use "
                                            "a plain group `(...)` or `(?:...)`");
}

TEST_CASE("broken brackets are refused with their place", "[model][match-spec]") {
  const std::string quote = "quote a value that holds blanks, commas or brackets: "
                            "`[version='>=1.8,<2']`";
  const std::string before = "write name, version and build before them: "
                             "`ray >=2.9,<3[build=py*]`";
  const std::string letters = "use lower-case letters, digits and `_`";
  CHECK(refusal("blas [optional") ==
        "column 6: found `[` without `]` | close it: `name[key=value]`");
  CHECK(refusal("a[extras=[b,c") ==
        "column 2: found `[` without `]` | close it: `name[key=value]`");
  CHECK(refusal("a[version=1] b") == "column 14: found `b` behind the brackets | " + before);
  CHECK(refusal("a[build=1][build=2]") ==
        "column 11: found `[build=2]` behind the brackets | " + before);
  CHECK(refusal("a[[version=1]]") == "column 3: found `[` where a key should be | " + quote);
  CHECK(refusal("a[version=>=1 <2]") == "column 15: found `<` where a key should be | " + quote);
  CHECK(refusal("a[build=b'c]") == "column 10: found `'` inside a value | " + quote);
  CHECK(refusal("a[build=b\\]") == "column 10: found `\\` at the end of a value | remove it");
  CHECK(refusal("a[verson=1]") == "column 3: found the unknown key `verson` | use `version`");
  CHECK(refusal("a[x=1]") == "column 3: found the unknown key `x` | use `version`, `build`, "
                             "`build_number`, `channel`, `subdir`, `md5`, `sha256`");
  CHECK(refusal("a[version=]") ==
        "column 11: found no value for `version` | give it one or leave out `version`");
  CHECK(refusal("a[version='1") == "column 11: found `'` that is not closed | close the quotation");
  CHECK(refusal("a[version='1'x]") == "column 14: found `x` behind a value | separate keys by `,`");
  CHECK(refusal("a[build=1,build_string=2]") ==
        "column 24: found a second value for `build` | keep one of them");
  CHECK(refusal("a[extras=[b,,c]]") ==
        "column 10: found a list with an empty or broken item | write `[first,second]`");
  CHECK(refusal("a[extras=B]") == "column 10: found `B` in `extras` | " + letters);
  CHECK(refusal("a[flags=b-c]") == "column 9: found `b-c` in `flags` | " + letters);
  CHECK(refusal("a[build_number=x]") == "column 16: found `x` in a build number | write a number "
                                        "or a range: `[build_number='>=3']`");
  CHECK(refusal("a[build_number=>]") ==
        "column 17: found no version after `>` | write one: `>1.8`");
}

TEST_CASE("invalid channels, features and locations are refused", "[model][match-spec]") {
  CHECK(refusal("a b::c") == "column 2: found ` ` in a channel | write it as `channel::name`");
  CHECK(refusal("c::a-1-0.conda >=1") ==
        "column 4: found the file name `a-1-0.conda` in place of a "
        "package name | write the name alone, or the URL of the "
        "file alone");
  CHECK(refusal("https:///x::c") ==
        "column 1: found a URL and it has no host | write `https://HOST/CHANNEL`");
  CHECK(refusal("https:///c/noarch/a-1-0.conda#0123456789abcdef0123456789abcdef") ==
        "column 1: found a URL and it has no host | write `https://HOST/CHANNEL`");
  CHECK(refusal("https://h/my files/noarch/a-1-0.conda") ==
        "column 13: found ` ` in a URL | write it as `%20`");
  CHECK(refusal("https://h/\"x/noarch/a-1-0.conda") ==
        "column 11: found `\"` in a URL | write it as `%22`");
  CHECK(refusal("c[url=https://h\\c]") == "column 16: found `\\` in a URL | write `/`");
  CHECK(refusal("a=b@") == "column 1: found `a=b`, which is no feature | use letters, digits, `.`, "
                           "`_` and `-`");
  CHECK(refusal("@") == "column 1: found no feature before `@` | write the name of a package");
  CHECK(refusal("https://host/linux-64/foo.conda") ==
        "column 23: found a file name that has no name, version and build joined by `-` | a "
        "package file is named like `numpy-1.26.0-py311_0.conda`");
  CHECK(refusal("https://host/foo-1..0-0.conda") ==
        "column 20: found an empty component in version `1..0` | write numbers and letters "
        "separated by dots: `1.2.0rc1`");
}

TEST_CASE("no credentials are shown of an invalid spec", "[model][match-spec]") {
  const Error error =
      thrown_error([] { MatchSpec::parse("https://u:secret@host/t/TOKEN/ch::foo >"); });
  CHECK(error.message() == "invalid spec `https://host/t/<TOKEN>/ch::foo >`");
}

TEST_CASE("a spec that is not set matches everything", "[model][match-spec]") {
  CHECK(MatchSpec().matches(pytorch()));
  CHECK(MatchSpec().to_string() == "*");
}
