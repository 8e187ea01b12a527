"""The bits of Golden/sketch-bits.txt by an implementation of its own: docs/formats/vfs-record.md, section on the sketch, in plain Python."""
MASK = (1 << 64) - 1


def splitmix(state):
    state = (state + 0x9E3779B97F4A7C15) & MASK
    z = state
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return state, z ^ (z >> 31)


def project(vector, length=512):
    values = list(vector) + [0.0] * (length - len(vector))
    state = 0x506F72746F6C616E
    for _ in range(3):
        for start in range(0, length, 64):
            state, word = splitmix(state)
            for bit in range(64):
                if word >> bit & 1:
                    values[start + bit] = -values[start + bit]
        half = 1
        while half < length:
            for start in range(0, length, 2 * half):
                for i in range(start, start + half):
                    values[i], values[i + half] = values[i] + values[i + half], values[i] - values[i + half]
            half *= 2
    return values


# Small whole numbers: sums are exact in any precision.
signs = project([i % 7 - 3 for i in range(40)])
for word in range(8):
    print(format(sum(1 << bit for bit in range(64) if signs[word * 64 + bit] < 0), "016x"))
