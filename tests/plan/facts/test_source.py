"""Each language's symbols, modules and starts, out of files as people write them."""

from __future__ import annotations

import pytest

from planproof.plan.facts.model import Fact, FactKind
from planproof.plan.facts.source import is_generated, read_source


def shown(path: str, source: str, kind: FactKind = FactKind.SYMBOL) -> list[str]:
    found, problems = read_source(path, source.encode(), "0" * 64)
    assert problems == []
    return [described(fact) for fact in found if fact.kind is kind]


def described(fact: Fact) -> str:
    return f"{fact.place.line}:{fact.place.column} {fact.name} = {fact.value}".removesuffix(" = ")


def test_read_source__go__then_receivers_generics_and_interface_methods() -> None:
    source = """package links

type (
\tStore[T any] struct{ items []T }
\tReader interface {
\t\tRead(code string) (string, error)
\t}
)

func (s *Store[T]) Add(ctx context.Context, item T) error { return nil }

func New() *Store[int] {
\treturn nil
}
"""
    assert shown("links/store.go", source) == [
        "4:2 Store",
        "5:2 Reader",
        "6:3 Reader.Read = Read(code string) (string, error)",
        "10:1 Store.Add = func (s *Store[T]) Add(ctx context.Context, item T) error",
        "12:1 New = func New() *Store[int]",
    ]
    assert shown("links/store.go", source, FactKind.MODULE) == ["1:9 links = links/store.go"]


def test_read_source__java__then_overloads_nested_types_and_no_annotations() -> None:
    source = """package com.acme.links;

public class Store<T> {
    public Store(int size) { }
    @Override public boolean add(String code, int times) throws IOException { return true; }
    public boolean add(String code) { return true; }
    public static void main(String[] args) { }
    enum Kind { A, B; int weight() { return 1; } }
    record Point(int x, int y) { }
    interface Reader { String read(String code); }
}
"""
    assert shown("src/main/java/com/acme/links/Store.java", source) == [
        "3:1 Store",
        "4:5 Store.Store = public Store(int size)",
        "5:5 Store.add = public boolean add(String code, int times) throws IOException",
        "6:5 Store.add = public boolean add(String code)",
        "7:5 Store.main = public static void main(String[] args)",
        "8:5 Store.Kind",
        "8:23 Store.Kind.weight = int weight()",
        "9:5 Store.Point",
        "10:5 Store.Reader",
        "10:24 Store.Reader.read = String read(String code)",
    ]
    assert shown("Store.java", source, FactKind.ENTRY_POINT) == [
        "7:1 Store.java = public static void main(String[] args) { }"
    ]


def test_read_source__javascript__then_exports_defaults_and_fields() -> None:
    source = """export default function () {}
exports.load = function (path) { return path };
class Store { add = (code) => 1; static of(n) {} }
const read = async (code) => { return code };
"""
    assert shown("src/store.js", source) == [
        "1:1 default = default function ()",
        "2:1 load = load function (path)",
        "3:1 Store",
        "3:15 Store.add = add (code)",
        "3:34 Store.of = static of(n)",
        "4:1 read = read async (code)",
    ]


def test_read_source__tsx__then_components_and_overloads() -> None:
    source = """export const Page = (props: Props): JSX.Element => <a href="x">{props.x}</a>;
export function pick(a: string): string;
export function pick(a: number): number;
namespace N { export function inner(): void {} }
"""
    assert [line.partition(" = ")[0] for line in shown("src/page.tsx", source)] == [
        "1:8 Page",
        "2:8 pick",
        "3:8 pick",
        "4:22 inner",
    ]


def test_read_source__cpp__then_templates_and_members_defined_outside() -> None:
    source = """template <typename T>
class Ring {
 public:
  bool push(const T& value) noexcept;
};
template <typename T>
bool Ring<T>::push(const T& value) noexcept { return true; }
"""
    assert shown("include/ring.h", source) == [
        "2:1 Ring",
        "4:3 Ring.push = bool push ( const T & ) noexcept",
        "7:1 Ring.push = bool Ring < T > :: push ( const T & ) noexcept",
    ]


def test_read_source__rust__then_impl_and_trait_methods() -> None:
    source = """pub(crate) struct Store<T>(T);
impl<T> Store<T> { pub fn add(&mut self, item: T) {} }
trait Read { fn read(&self) -> u8; }
impl Read for Store<u8> { fn read(&self) -> u8 { 1 } }
fn main() {}
"""
    assert shown("src/main.rs", source) == [
        "1:1 Store",
        "2:20 Store.add = fn add(&mut self, item: T)",
        "3:1 Read",
        "3:14 Read.read = fn read(&self) -> u8",
        "4:27 Store.read = fn read(&self) -> u8",
        "5:1 main = fn main()",
    ]
    assert shown("src/main.rs", source, FactKind.ENTRY_POINT) == ["5:1 src/main.rs = fn main() {}"]


def test_read_source__python__then_nested_decorated_and_conditional() -> None:
    source = """class Store:
    class Inner:
        @property
        def code(self) -> "str | None": ...

if True:
    async def read(a, /, b: int = 1, *rest: str, c: dict[str, tuple[int, ...]] = {}, **d) -> None: ...
"""
    assert shown("store.py", source) == [
        "1:1 Store",
        "2:5 Store.Inner",
        "4:9 Store.Inner.code = def code(self) -> str | None",
        "7:5 read = async def read(a, /, b: int=..., *rest: str, c: dict[str, tuple[int, ...]]=..., **d) -> None",
    ]


def test_read_source__non_ascii_text_in_front__then_column_counts_characters() -> None:
    assert shown("a.js", "/* é€ */ function f() {}\n") == ["1:10 f = function f()"]


def test_read_source__newer_python__then_its_symbols() -> None:
    source = "def old(a: int = 3) -> int: ...\nclass New[T]:\n    def f[S](self, x: S) -> S: ...\n"
    assert [line.partition(" = ")[0] for line in shown("new.py", source)] == ["1:1 old", "2:1 New", "3:5 New.f"]


def test_read_source__python_that_does_not_parse__then_its_symbols_and_a_line() -> None:
    found, problems = read_source("a.py", b"def old(a: int = 3) -> int: ...\nclass New:\n    x = = 1\n", "")
    names = {fact.name: fact.value for fact in found if fact.kind is FactKind.SYMBOL}
    assert names == {"old": "def old(a: int=...) -> int", "New": ""}
    (problem,) = problems
    assert problem.startswith("a.py:3: Python doesn't parse here")


@pytest.mark.parametrize(
    ("path", "source", "reason"),
    [
        ("a.c", b"int x;\n" * 200_000, "1,400,000 bytes"),
        ("a.go", b"var x = `" + b"y" * 30_000 + b"`\n" + b"\n" * 60, "a line of 30,010 bytes"),
        ("a.py", b"\0\1\2", "is no text"),
        ("a.cpp", b"a<\n" * 150_000, "takes too long to parse"),
    ],
    ids=["long", "one line", "binary", "open brackets"],
)
def test_read_source__absurd_file__then_one_line_and_no_symbols(path: str, source: bytes, reason: str) -> None:
    found, problems = read_source(path, source, "")
    assert [fact.kind for fact in found] == [FactKind.LANGUAGE]
    (problem,) = problems
    assert problem.startswith(f"{path}: ")
    assert reason in problem


@pytest.mark.parametrize("path", ["a.py", "a.c", "a.cpp", "a.rs", "a.ts", "a.tsx", "a.js", "a.go", "a.java"])
@pytest.mark.parametrize(
    "text", [b"{[(" * 20_000, b"\xff\xfe\x80 def (" * 50, b"class A { " * 3_000, b"\r\n\r"], ids=range(4)
)
def test_read_source__hostile_text__then_ends(path: str, text: bytes) -> None:
    found, _ = read_source(path, text, "")
    assert found[0].kind is FactKind.LANGUAGE


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("a.min.js", b"x"),
        ("a_pb2.py", b"x = 1\n"),
        ("a.go", b"// Code generated by stringer. DO NOT EDIT.\n"),
        ("a.ts", b"/** @generated */\n"),
        ("a.js", b"var a=1;" * 2_000),
    ],
    ids=["name", "protobuf", "go head", "mark", "minified"],
)
def test_is_generated__by_name_head_or_shape__then_true(path: str, source: bytes) -> None:
    assert is_generated(path, source)
    assert not is_generated("a.py", b"def generated() -> None: ...\n")
