"""English or not, told by its commonest words."""

from __future__ import annotations

import pytest

from planproof.plan.english import is_english

TERSE = "- Reject unknown versions.\n- Keep the highest candidate within budget.\n- Read a request from stdin.\n" * 6
GERMAN = (
    "Der Dienst legt jeden Link in einer Tabelle ab und gibt einen kurzen Namen zurück. Zwei Nutzer sind nie im Weg. "
    * 4
)
PORTUGUESE = (
    "Adicionar filtros para exibir tarefas com base no status. Permitir exclusão de tarefas por usuários comuns. " * 5
)
INDONESIAN = (
    "Memastikan alur penilaian berjalan benar. Guru membuka materi dan menambah soal. Nilai akhir tersimpan di basis data. "
    * 5
)


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("", True),
        ("# Backlog\n\n1. Ensemble", True),
        (TERSE, True),
        (GERMAN, False),
        (PORTUGUESE, False),
        (INDONESIAN, False),
        ("- A1 Repo setup, src layout\n- B1 SQLite repo layer\n- C2 JSON schema validation\n" * 8, True),
        ("测试计划 加载目录后首帧必须显示 时间轴 画面", False),
        ("Тест планы и задачи для команды", False),
        (TERSE + "```c\n" + "int läuft(void);\n" * 200 + "```\n", True),
        (GERMAN + "```text\n" + "the and of to " * 200 + "```\n", False),
    ],
)
def test_is_english__text__then_told_by_its_common_words(text: str, english: bool) -> None:
    assert is_english(text) is english
