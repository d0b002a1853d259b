"""Scaffolds in C and C++ are compiled, linked, listed and red for the right reason: gcc, meson, cmake and GoogleTest are real."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.proof.scaffolding import ALL_PROVED, kinds, planned_project, proved_as, scaffolded

pytestmark = pytest.mark.xdist_group("scaffold_native")

GOOGLETEST = subprocess.run(["pkg-config", "--exists", "gtest_main"], stderr=subprocess.DEVNULL, check=False).returncode
MESON_BUILD = "[commands]\nbuild = '[ -f build/build.ninja ] || meson setup build; meson compile -C build'\n"
C_PLAN = """## Interface Definitions

### Ring: `include/ring/ring.h`

```c
#ifndef RING_H
#define RING_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ring ring;
typedef struct ring_item { uint32_t key; float weight; } ring_item;
typedef void (*ring_visit)(const ring_item *, void *);

ring *ring_init(uint32_t capacity, const char *name);
void ring_destroy(ring *);
bool ring_push(ring *ring, ring_item item);
ring_item ring_first(const ring *ring);
extern double ring_mean(const ring *ring, const ring_item items[4], ring_visit visit, void (*done)(int));

#ifdef __cplusplus
}
#endif

#endif
```

## Memory Layouts

### `struct ring`

| Field | Type | Offset | Size | Alignment |
|---|---|---|---|---|
| head | _Atomic uint64_t | 0 | 8 | 8 |
| items | ring_item[4] | 8 | 32 | 4 |
| owner | some_unknown_type | 40 | 8 | 1 |
| total | | | 48 | 8 |

## Test Cases

### Unit tests

| Test | Interface | File | Shows |
|---|---|---|---|
| `test_ring_push__empty__then_kept` | `ring_push` | | an item is kept */ and "found" |
| `ring_first__two__then_oldest` | `ring_first` | | the oldest comes first |
| `test_ring_destroy__null__then_nothing` | `ring_destroy` | | NULL is allowed |
| `test_ring_mean__three__then_middle` | `ring_mean` | | the mean of three |

## Tasks

### 1. Ring

**Key files**:

```
include/ring/ring.h (new) - a ring of items
source/ring.c (new) - how it works
tools/dump.c (new) - prints a ring
docs/ring.md (new) - what a ring is
```

**One smoke test**:

```c
ring *ring = ring_init(4, "x");
assert(ring != NULL);
```
"""
CPP_PLAN = """## Interface Definitions

### Store: `src/store.hpp`

```cpp
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace shop::stock {

enum class Kind : std::uint8_t { kSmall, kLarge };

struct Item {
    std::string name;
    int count = 0;
};

class Listener {
  public:
    virtual ~Listener() = default;
    virtual void seen(const Item& item) = 0;
};

class Store {
  public:
    struct Place { int shelf; };
    explicit Store(std::string name, int size = 8);
    ~Store();
    Store(const Store&) = delete;
    [[nodiscard]] bool add(const Item& item, Kind kind);
    Place find(const std::string& name) const;
    std::vector<Item> all() const noexcept;
    static std::unique_ptr<Store> open(std::string_view path);
    void listen(Listener& listener, std::function<void(int)> then);
    Store& operator+=(const Item& item);
    int size() const { return 0; }

  private:
    int size_;
};

int total(const std::vector<Item>& items);

template <typename T>
T twice(T value) { return value + value; }

}  // namespace shop::stock
```

## Test Cases

### Unit tests

| Test | Interface | File | Shows |
|---|---|---|---|
| `Store.add__new__then_kept` | `Store.add` | | an item is kept |
| `store_find__absent__then_refused` | `Store.find` | | an absent one is refused |
| `store_all__two__then_both` | `Store.all` | | both are there |
| `store_open__no_file__then_refused` | `Store.open` | | says why |
| `store_listen__two__then_both_told` | `Store.listen` | | both are told |
| `total__three__then_sum` | `total` | `tests/total_test.cpp` | the sum |

## Tasks

### 1. Store

**Key files**:

```
src/store.hpp (new) - the store
```
"""
GTEST = (
    MESON_BUILD
    + """test = "build/m1_e1_i1_tests --gtest_output=xml:{results} --gtest_filter={tests}"
collect = "build/m1_e1_i1_tests --gtest_list_tests"

[tests]
framework = "gtest"
"""
)


def test_scaffold__plain_c_with_meson__then_prepare_and_specify_are_proved(tmp_path: Path) -> None:
    project = planned_project(tmp_path / "p", {}, f"{MESON_BUILD}[tests]\nframework = 'meson'\n", C_PLAN)
    told = scaffolded(project)
    assert told["additions"] == []
    assert proved_as(project) == ALL_PROVED
    assert kinds(project) == dict.fromkeys(
        [
            "test_ring_push__empty__then_kept",
            "test_ring_first__two__then_oldest",
            "test_ring_destroy__null__then_nothing",
            "test_ring_mean__three__then_middle",
        ],
        "not_implemented",
    )
    source = (project.root / "source/ring.c").read_text()
    assert '_Static_assert(offsetof(struct ring, items) == 8, "planned offset of ring.items");' in source
    assert "unsigned char owner[8];" in source
    assert (
        "static void test_m1_e1_i1_t1__smoke__then_passes(void)"
        in (project.root / "tests/test_smoke_m1_e1_i1.c").read_text()
    )


def test_scaffold__project_has_a_meson_build__then_lines_to_add_are_all_it_takes(tmp_path: Path) -> None:
    own = "project('mine', 'c', default_options: ['c_std=c11', 'warning_level=3', 'werror=true'])\n"
    settings = f"{MESON_BUILD}[tests]\nframework = 'meson'\n"
    project = planned_project(tmp_path / "p", {"meson.build": own}, settings, C_PLAN)
    told = scaffolded(project)
    assert (project.root / "meson.build").read_text() == own
    assert "meson.build" in told["kept"]
    [addition] = told["additions"]
    assert addition["path"] == "meson.build"
    project.write({"meson.build": own + addition["lines"] + "\n"})
    assert proved_as(project) == ALL_PROVED


@pytest.mark.skipif(not shutil.which("cmake"), reason="cmake isn't installed")
def test_scaffold__plain_c_with_cmake__then_prepare_and_specify_are_proved(tmp_path: Path) -> None:
    settings = "[commands]\nbuild = 'cmake -S . -B build && cmake --build build'\n[tests]\nframework = 'ctest'\n"
    project = planned_project(tmp_path / "p", {}, settings, C_PLAN)
    assert scaffolded(project)["additions"] == []
    assert proved_as(project) == ALL_PROVED
    assert set(kinds(project).values()) == {"not_implemented"}


def test_scaffold__c_plan_without_settings__then_says_what_planproof_toml_lacks(tmp_path: Path) -> None:
    project = planned_project(tmp_path / "p", {}, "", C_PLAN)
    [addition] = scaffolded(project)["additions"]
    assert addition["path"] == "planproof.toml"
    before = (project.root / "planproof.toml").read_text()
    project.write({"planproof.toml": f"{before}{addition['lines']}\n"})
    assert proved_as(project) == ALL_PROVED


@pytest.mark.skipif(GOOGLETEST != 0, reason="GoogleTest isn't installed (libgtest-dev)")
def test_scaffold__cpp_with_googletest__then_prepare_and_specify_are_proved(tmp_path: Path) -> None:
    project = planned_project(tmp_path / "p", {}, GTEST, CPP_PLAN)
    told = scaffolded(project)
    assert told["diagnostics"] == []
    assert proved_as(project) == ALL_PROVED
    found = kinds(project)
    assert len(found) == 6
    assert found["Store.add__new__then_kept"] == "not_implemented"
    assert set(found.values()) <= {"not_implemented", "assertion"}


@pytest.mark.skipif(GOOGLETEST != 0, reason="GoogleTest isn't installed (libgtest-dev)")
def test_scaffold__c_with_googletest__then_tests_are_cpp_and_proved(tmp_path: Path) -> None:
    plan = C_PLAN.replace("assert(ring != NULL);", "EXPECT_NE(ring, nullptr);")
    project = planned_project(tmp_path / "p", {}, GTEST, plan)
    scaffolded(project)
    assert proved_as(project) == ALL_PROVED
    assert (project.root / "tests/ring_test.cpp").exists()


def test_scaffold__source_there_lacks_a_function__then_its_definition_is_told(tmp_path: Path) -> None:
    settings = f"{MESON_BUILD}[tests]\nframework = 'meson'\n"
    own = '#include "ring/ring.h"\n\nbool ring_push(ring *ring, ring_item item)\n{\n    return ring && item.key;\n}\n'
    project = planned_project(tmp_path / "p", {"source/ring.c": own}, settings, C_PLAN)
    told = scaffolded(project)
    assert (project.root / "source/ring.c").read_text() == own
    lines = [each["lines"] for each in told["additions"] if each["path"] == "source/ring.c"]
    assert len(lines) == 4
    assert any(each.startswith("ring_item ring_first(const ring *ring)\n{") for each in lines)


GAUGE_HEADER = """#ifndef GAUGE_H
#define GAUGE_H
#ifdef __cplusplus
extern "C" {
#endif
typedef struct gauge { int value; } gauge;
int gauge_read(const gauge *gauge);
#ifdef __cplusplus
}
#endif
#endif
"""
FOLDER_PROJECT = {
    "meson.build": "project('mine', 'c', default_options: ['c_std=c11'])\nsubdir('native')\nsubdir('vendored')\n",
    "native/meson.build": "gauges = static_library('gauges', 'src/gauge.c', include_directories: 'include')\n",
    "native/include/gauge/gauge.h": GAUGE_HEADER,
    "native/src/gauge.c": '#include "gauge/gauge.h"\n\nint gauge_read(const gauge *gauge)\n{\n    return gauge->value;\n}\n',
    "native/tests/tools.h": "int double_of(int value);\n#define TRIPLE_OF(value) (3 * (value))\n",
    "native/tests/tools.c": '#include "tools.h"\n\nint double_of(int value)\n{\n    return 2 * value;\n}\n',
    "vendored/meson.build": "",
    "other/meson.build": "project('other', 'c')\nnever = static_library('never', 'x.c')\n",
}
FOLDER_PLAN = """## Interface Definitions

### Dial: `native/include/gauge/dial.h`

```c
#ifndef DIAL_H
#define DIAL_H

#include <gauge/gauge.h>

#ifdef __cplusplus
extern "C" {
#endif

int dial_turn(gauge *gauge, int steps);

#ifdef __cplusplus
}
#endif

#endif
```

## Test Cases

### Unit tests

| Test | Interface | File | Shows |
|---|---|---|---|
| `test_dial_turn__two__then_two` | `dial_turn` | `native/tests/test_dial.c` | two steps are two |

## Tasks

### 1. Dial

**Key files**:

```
native/include/gauge/dial.h (new) - turns a gauge
native/src/dial.c (new) - how
native/meson.build - the new sources
```

**One smoke test**:

```c
#include "tools.h"
static void test_dial_turn__two__then_two(void)
{
    static atomic_int seen;
    gauge gauge = {0};
    atomic_store_explicit(&seen, dial_turn(&gauge, 2), memory_order_release);
    CHECK(atomic_load(&seen) == 2 && gauge_read(&gauge) == 2);
    CHECK(double_of(1) + TRIPLE_OF(0) == 2 && isdigit('2'));
}
```
"""
FOLDER_SETTINGS = f"{MESON_BUILD}[tests]\nframework = 'meson'\nfolders = ['native/tests']\n"


def test_scaffold__build_in_a_subfolder__then_lines_go_there_and_existing_functions_are_known(tmp_path: Path) -> None:
    project = planned_project(tmp_path / "p", FOLDER_PROJECT, FOLDER_SETTINGS, FOLDER_PLAN)
    told = scaffolded(project)
    assert told["diagnostics"] == []
    [addition] = told["additions"]
    assert addition["path"] == "native/meson.build"
    assert "never" not in addition["lines"]
    test = (project.root / "native/tests/test_dial.c").read_text()
    assert '#include "tools.h"\n' in test
    assert '#include "gauge/gauge.h"\n' in test
    assert "#include <stdatomic.h>\n" in test
    project.write({"native/meson.build": FOLDER_PROJECT["native/meson.build"] + addition["lines"] + "\n"})
    assert proved_as(project) == ALL_PROVED


def test_scaffold__build_file_planned_in_a_subfolder__then_made_there_and_root_enters_it(tmp_path: Path) -> None:
    files = {"meson.build": "project('mine', 'c', default_options: ['c_std=c11'])\n"}
    plan = C_PLAN.replace("docs/ring.md (new) - what a ring is", "native/meson.build (new) - builds the ring")
    for folder in ("include", "source", "tools"):
        plan = plan.replace(f"{folder}/ring", f"native/{folder}/ring").replace(
            f"{folder}/dump", f"native/{folder}/dump"
        )
    plan = plan.replace("native/native/", "native/")
    settings = f"{MESON_BUILD}[tests]\nframework = 'meson'\nfolders = ['native/tests']\n"
    project = planned_project(tmp_path / "p", files, settings, plan)
    told = scaffolded(project)
    assert (
        (project.root / "native/meson.build")
        .read_text()
        .startswith("m1_e1_i1_include = include_directories('include')\n")
    )
    [addition] = told["additions"]
    assert (addition["path"], addition["lines"]) == ("meson.build", "subdir('native')")
    project.write({"meson.build": files["meson.build"] + addition["lines"] + "\n"})
    assert proved_as(project) == ALL_PROVED


def test_scaffold__smoke_test_calls_what_nothing_declares__then_told_by_name(tmp_path: Path) -> None:
    plan = FOLDER_PLAN.replace("double_of(1)", "quadruple_of(1)")
    project = planned_project(tmp_path / "p", FOLDER_PROJECT, FOLDER_SETTINGS, plan)
    [diagnostic] = scaffolded(project)["diagnostics"]
    assert "calls quadruple_of, which nothing declares" in diagnostic["message"]


@pytest.mark.skipif(not shutil.which("cmake"), reason="cmake isn't installed")
def test_scaffold__cmake_in_a_subfolder__then_lines_go_there(tmp_path: Path) -> None:
    own = "add_library(gauges STATIC src/gauge.c)\ntarget_include_directories(gauges PUBLIC include)\n"
    files = {path: text for path, text in FOLDER_PROJECT.items() if not path.endswith("meson.build")}
    files["CMakeLists.txt"] = (
        "cmake_minimum_required(VERSION 3.20)\nproject(mine C)\nenable_testing()\nadd_subdirectory(native)\n"
    )
    settings = (
        "[commands]\nbuild = 'cmake -S . -B build && cmake --build build'\n"
        "[tests]\nframework = 'ctest'\nfolders = ['native/tests']\n"
    )
    plan = FOLDER_PLAN.replace("meson.build", "CMakeLists.txt")
    project = planned_project(tmp_path / "p", {**files, "native/CMakeLists.txt": own}, settings, plan)
    [addition] = scaffolded(project)["additions"]
    assert addition["path"] == "native/CMakeLists.txt"
    project.write({"native/CMakeLists.txt": own + addition["lines"] + "\n"})
    assert proved_as(project) == ALL_PROVED
