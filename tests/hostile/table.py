"""The worst of each size and way, in Markdown: table.py FIGURES.tsv..."""
import sys

SIZES = ['1 kB', '100 kB', '1 MB', '10 MB']


def read(paths):
    rows = []
    for path in paths:
        with open(path, encoding='utf-8') as file:
            for line in file:
                kind, size, way, seconds, mib, output, cut = line.rstrip('\n').split('\t')
                rows.append((kind, size, way, float(seconds), float(mib), int(output), cut == 'cut'))
    return rows


def worst(rows, column):
    row = max(rows, key=lambda r: r[column])
    return row[column], row[0]


def put_table(title, groups):
    print(f'| {title} | pages | most CPU time | of | most memory | of | cut |\n|---|--:|--:|---|--:|---|--:|')
    for name, rows in groups:
        seconds, slow = worst(rows, 3)
        mib, large = worst(rows, 4)
        print(f'| {name} | {len(rows)} | {seconds:.2f} s | {slow} | {mib:.0f} MiB | {large} | {sum(r[6] for r in rows)} |')
    print()


def main():
    rows = read(sys.argv[1:])
    largest = [r for r in rows if r[1] == SIZES[-1]]
    print(f'{len({r[0] for r in rows})} kinds of pages.\n')
    put_table('size', [(s, [r for r in rows if r[1] == s]) for s in SIZES if any(r[1] == s for r in rows)])
    put_table('10 MB as', [(w, [r for r in largest if r[2] == w]) for w in dict.fromkeys(r[2] for r in largest)])


if __name__ == '__main__':
    main()
