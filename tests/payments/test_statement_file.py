"""A bank's statement is read whatever columns it has, and refused line by line where it can not be."""

from datetime import date

import pytest

from payments.statement_file import MAX_BYTES, Credit, StatementRefused, read

ONE = "Date,Narration,Chq/Ref.No.,Debit,Credit,Balance\n"


def lines_of(text: str) -> list[Credit]:
    return read(text.encode())


def refusals(content: bytes | str) -> list[tuple[int, str]]:
    with pytest.raises(StatementRefused) as refused:
        read(content if isinstance(content, bytes) else content.encode())
    return [(error.line, str(error.words)) for error in refused.value.errors]


@pytest.mark.parametrize(
    "text",
    [
        ONE + '22/11/2026,UPI-ASHA-PY7K3M9Q2X,412345678901,,"1,23,456.50",200000\n',
        "Ladakh Bank Ltd\nAccount;0001\n\nTxn Date;Description;Ref No.;Deposit Amt.\n22-Nov-2026;UPI-ASHA-PY7K3M9Q2X;412345678901;123456.50\n",
        "﻿Value Date\tParticulars\tUTR No.\tType\tAmount\r\n2026-11-22\tUPI-ASHA-PY7K3M9Q2X\t412345678901\tCR\tINR 1,23,456.50\r\n",
        "Date|Remarks|Cr/Dr|Amount\n22.11.2026|UPI-ASHA-PY7K3M9Q2X 412345678901|Cr|₹123456.5 Cr\n",
    ],
)
def test_the_columns_of_indian_banks_are_understood(text: str) -> None:
    [credit] = lines_of(text)
    assert (credit.reference, credit.booked_on, credit.amount_paise) == ("412345678901", date(2026, 11, 22), 12_345_650)
    assert "PY7K3M9Q2X" in credit.words


def test_debits_and_lines_of_sums_are_passed_over() -> None:
    text = ONE + "22/11/2026,RENT,111111111111,500.00,,1\n22/11/2026,ASHA,222222222222,,500.00,2\n,Total,,500.00,500.00,\n"
    assert [credit.line for credit in lines_of(text)] == [3]
    kinds = "Date,Amount,Dr/Cr,UTR\n22/11/2026,500,DR,111111111111\n22/11/2026,500,CR,222222222222\n"
    assert [credit.reference for credit in lines_of(kinds)] == ["222222222222"]


def test_a_line_without_reference_is_named_by_what_it_says_the_same_each_time() -> None:
    text = ONE + "22/11/2026,CASH DEPOSIT,,,500.00,\n22/11/2026,CASH DEPOSIT,,,500.00,\n23/11/2026,CASH DEPOSIT,,,500.00,\n"
    first, again = lines_of(text), lines_of(text)
    assert first == again
    assert len({credit.reference for credit in first}) == 3
    assert all(credit.reference.startswith("LINE-") for credit in first)


def test_a_line_that_is_told_word_for_word_again_is_one_credit() -> None:
    line = "22/11/2026,C,333333333333,,5.00,\n"
    assert [(credit.line, credit.reference) for credit in lines_of(ONE + line + line)][-1:] == [(len(ONE.splitlines()) + 1, "333333333333")]


def test_every_line_that_can_not_be_read_is_named() -> None:
    text = ONE + "22/13/2026,A,111111111111,,5.00,\n22/11/2026,B,222222222222,,five,\n22/11/2026,C,333333333333,,5.00,\n"
    text += "22/11/2026,D,333333333333,,6.00,\n22/11/2026,E,444444444444,,5.005,\n"
    assert refusals(text) == [
        (2, "“22/13/2026” is no day."),
        (3, "“five” is no amount."),
        (4, "This reference stands in the file twice, and the lines differ."),
        (5, "This reference stands in the file twice, and the lines differ."),
        (6, "“5.005” is no amount."),
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "No line names the columns."),
        (b"name,age\nAsha,30\n", "No line names the columns."),
        (ONE.encode(), "There is no line in this file on which money came."),
        (b"\xff\xfe\x00", "Save the statement as CSV in UTF-8."),
        (b"PK\x03\x04\x00", "Save the statement as CSV in UTF-8."),
        (b"x" * (MAX_BYTES + 1), "The file is larger than 1000 KB."),
    ],
)
def test_a_file_that_is_no_statement_is_refused(content: bytes, expected: str) -> None:
    [(line, words)] = refusals(content)
    assert line == 0
    assert words.startswith(expected)


@pytest.mark.parametrize("amount", ["-5.00", "1e400", "NaN", "99999999999"])
def test_strange_amounts_are_refused(amount: str) -> None:
    assert refusals(ONE + f"22/11/2026,A,111111111111,,{amount},\n") == [(2, f"“{amount}” is no amount.")]
