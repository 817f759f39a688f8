// Bytes as digits to the base of 85: five for four bytes.
const BASE_85 = new Uint8Array(128);
[..."0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;,=>?@^_`{|}~"].forEach((sign, i) => {
  BASE_85[sign.charCodeAt(0)] = i;
});
function bytesOf(text) {
  const found = new Uint8Array(4 * Math.ceil(text.length / 5));
  for (let i = 0, at = 0; i < text.length; i += 5) {
    let value = 0;
    for (let k = i; k < i + 5; k++) value = 85 * value + (k < text.length ? BASE_85[text.charCodeAt(k)] : 84);
    for (let k = 24; k >= 0; k -= 8) found[at++] = value / 2 ** k;
  }
  return found.subarray(0, Math.floor((4 * text.length) / 5));
}

// Undo zlib's raw deflate (RFC 1951): the text that was packed.
function inflate(text) {
  const bytes = bytesOf(text);
  let at = 0, bits = 0, held = 0, out = new Uint8Array(bytes.length * 8), length = 0;
  const hold = (count) => {
    for (; held < count; held += 8) bits |= bytes[at++] << held;
  };
  const take = (count) => {
    hold(count);
    const value = bits & ((1 << count) - 1);
    bits >>>= count;
    held -= count;
    return value;
  };
  const put = (byte) => {
    if (length === out.length) {
      const more = new Uint8Array(2 * length);
      more.set(out);
      out = more;
    }
    out[length++] = byte;
  };

  // From how many bits each symbol has: a table of symbols by the bits to come, each with how many of them are its own.
  const table = (lengths) => {
    const most = Math.max(...lengths), found = new Uint16Array(1 << most);
    for (let count = 1, code = 0; count <= most; count++, code <<= 1)
      lengths.forEach((own, symbol) => {
        if (own !== count) return;
        let turned = 0;
        for (let i = 0; i < count; i++) turned |= ((code >> i) & 1) << (count - 1 - i);
        for (; turned < found.length; turned += 1 << count) found[turned] = (symbol << 4) | count;
        code++;
      });
    return () => {
      hold(most);
      const entry = found[bits & ((1 << most) - 1)];
      take(entry & 15);
      return entry >> 4;
    };
  };
  const repeated = (...runs) => runs.flatMap(([value, count]) => Array(count).fill(value));
  const fixed = () => [repeated([8, 144], [9, 112], [7, 24], [8, 8]), repeated([5, 30])];
  const told = () => {
    const [literals, distances, count] = [take(5) + 257, take(5) + 1, take(4) + 4], order = Array(19).fill(0);
    [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15].slice(0, count).forEach((i) => { order[i] = take(3); });
    const next = table(order), lengths = [];
    while (lengths.length < literals + distances) {
      const symbol = next();
      if (symbol < 16) lengths.push(symbol);
      else if (symbol === 16) lengths.push(...repeated([lengths[lengths.length - 1], 3 + take(2)]));
      else lengths.push(...repeated([0, symbol === 17 ? 3 + take(3) : 11 + take(7)]));
    }
    return [lengths.slice(0, literals), lengths.slice(literals)];
  };
  // The number that a symbol stands for, with bits of its own: runs get longer from symbol to symbol.
  const grown = (symbol, step, first) => {
    const more = symbol < 2 * step ? 0 : Math.floor(symbol / step) - 1;
    return first + (more ? ((step + (symbol % step)) << more) : symbol) + take(more);
  };

  for (let last = 0; !last;) {
    last = take(1);
    const kind = take(2);
    if (kind === 0) { // as it is
      take(held % 8);
      for (let count = take(16), _ = take(16); count; count--) put(take(8));
      continue;
    }
    const [literals, distances] = (kind === 1 ? fixed() : told()).map(table);
    for (let symbol; (symbol = literals()) !== 256;) {
      if (symbol < 256) {
        put(symbol);
        continue;
      }
      const count = symbol === 285 ? 258 : grown(symbol - 257, 4, 3), back = grown(distances(), 2, 1);
      for (let i = 0; i < count; i++) put(out[length - back]);
    }
  }
  return new TextDecoder().decode(out.subarray(0, length));
}
