"""The variable-length codes of CAVLC (ITU-T H.264, clause 9.2) as (length in bits, value), by what they stand for."""

Code = tuple[int, int]


def _codes(lengths: str, values: str) -> list[Code]:
    return list(zip(map(int, lengths.split()), map(int, values.split()), strict=True))


def _coeff_token(lengths: str, values: str) -> dict[tuple[int, int], Code]:
    """By (TotalCoeff, TrailingOnes): first (0, 0), then four for each number of coefficients, length 0 where there is none."""
    first, *rest = _codes(lengths, values)
    codes = {(index // 4 + 1, index % 4): code for index, code in enumerate(rest) if code[0]}
    return {(0, 0): first} | codes


COEFF_TOKEN = (
    _coeff_token(
        "1  6 2 0 0  8 6 3 0  9 8 7 5  10 9 8 6  11 10 9 7  13 11 10 8  13 13 11 9  13 13 13 10"
        "  14 14 13 11  14 14 14 13  15 15 14 14  15 15 15 14  16 15 15 15  16 16 16 15  16 16 16 16  16 16 16 16",
        "1  5 1 0 0  7 4 1 0  7 6 5 3  7 6 5 3  7 6 5 4  15 6 5 4  11 14 5 4  8 10 13 4"
        "  15 14 9 4  11 10 13 12  15 14 9 12  11 10 13 8  15 1 9 12  11 14 13 8  7 10 9 12  4 6 5 8",
    ),
    _coeff_token(
        "2  6 2 0 0  6 5 3 0  7 6 6 4  8 6 6 4  8 7 7 5  9 8 8 6  11 9 9 6  11 11 11 7"
        "  12 11 11 9  12 12 12 11  12 12 12 11  13 13 13 12  13 13 13 13  13 14 13 13  14 14 14 13  14 14 14 14",
        "3  11 2 0 0  7 7 3 0  7 10 9 5  7 6 5 4  4 6 5 6  7 6 5 8  15 6 5 4  11 14 13 4"
        "  15 10 9 4  11 14 13 12  8 10 9 8  15 14 13 12  11 10 9 12  7 11 6 8  9 8 10 1  7 6 5 4",
    ),
    _coeff_token(
        "4  6 4 0 0  6 5 4 0  6 5 5 4  7 5 5 4  7 5 5 4  7 6 6 4  7 6 6 4  8 7 7 5"
        "  8 8 7 6  9 8 8 7  9 9 8 8  9 9 9 8  10 9 9 9  10 10 10 10  10 10 10 10  10 10 10 10",
        "15  15 14 0 0  11 15 13 0  8 12 14 12  15 10 11 11  11 8 9 10  9 14 13 9  8 10 9 8  15 14 13 13"
        "  11 14 10 12  15 10 13 12  11 14 9 12  8 10 13 8  13 7 9 12  9 12 11 10  5 8 7 6  1 4 3 2",
    ),
    {(0, 0): (6, 3)}
    | {(total, ones): (6, (total - 1) << 2 | ones) for total in range(1, 17) for ones in range(min(total, 3) + 1)},
)
"""Table 9-5, for nC of 0 and 1, 2 and 3, 4 to 7, and 8 or more."""

TOTAL_ZEROS = (
    _codes("1 3 3 4 4 5 5 6 6 7 7 8 8 9 9 9", "1 3 2 3 2 3 2 3 2 3 2 3 2 3 2 1"),
    _codes("3 3 3 3 3 4 4 4 4 5 5 6 6 6 6", "7 6 5 4 3 5 4 3 2 3 2 3 2 1 0"),
    _codes("4 3 3 3 4 4 3 3 4 5 5 6 5 6", "5 7 6 5 4 3 4 3 2 3 2 1 1 0"),
    _codes("5 3 4 4 3 3 3 4 3 4 5 5 5", "3 7 5 4 6 5 4 3 3 2 2 1 0"),
    _codes("4 4 4 3 3 3 3 3 4 5 4 5", "5 4 3 7 6 5 4 3 2 1 1 0"),
    _codes("6 5 3 3 3 3 3 3 4 3 6", "1 1 7 6 5 4 3 2 1 1 0"),
    _codes("6 5 3 3 3 2 3 4 3 6", "1 1 5 4 3 3 2 1 1 0"),
    _codes("6 4 5 3 2 2 3 3 6", "1 1 1 3 3 2 2 1 0"),
    _codes("6 6 4 2 2 3 2 5", "1 0 1 3 2 1 1 1"),
    _codes("5 5 3 2 2 2 4", "1 0 1 3 2 1 1"),
    _codes("4 4 3 3 1 3", "0 1 1 2 1 3"),
    _codes("4 4 2 1 3", "0 1 1 1 1"),
    _codes("3 3 1 2", "0 1 1 1"),
    _codes("2 2 1", "0 1 1"),
    _codes("1 1", "0 1"),
)
"""Tables 9-7 and 9-8: for a TotalCoeff of 1 to 15, by total_zeros."""

RUN_BEFORE = (
    _codes("1 1", "1 0"),
    _codes("1 2 2", "1 1 0"),
    _codes("2 2 2 2", "3 2 1 0"),
    _codes("2 2 2 3 3", "3 2 1 1 0"),
    _codes("2 2 3 3 3 3", "3 2 3 2 1 0"),
    _codes("2 3 3 3 3 3 3", "3 0 1 3 2 5 4"),
    _codes("3 3 3 3 3 3 3 4 5 6 7 8 9 10 11", "7 6 5 4 3 2 1 1 1 1 1 1 1 1 1"),
)
"""Table 9-10: for 1 to 6 zerosLeft, and for more, by run_before."""

INTER_PATTERN = (0, 2, 3, 7, 4, 8, 17, 13, 5, 18, 9, 14, 10, 15, 16, 11)
"""Table 9-4: codeNum of the coded block pattern of an inter macroblock whose chroma has no residual."""
