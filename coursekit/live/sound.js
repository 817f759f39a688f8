// A picture that is heard, where its reader asks for it: a tone for a slope, panned to its place, and a tick for each
// step of a descent. Level sounds at 440 Hz, and each 45 degrees are an octave, up or down: no slope is out of range.

const LEVEL = 440, LOUD = 0.2, TICK = 0.08; // Hz, the gain of a tone, seconds from one tick to the next
const pitchOf = (slope) => LEVEL * 2 ** (Math.atan(slope) / (Math.PI / 4));
// The first height sounds an octave above the height 0; a fall is heard as a fall, to two octaves at most.
const pitchesOf = (heights) => {
  const scale = Math.abs(heights[0]) || Math.max(...heights.map(Math.abs)) || 1;
  return heights.map((height) => LEVEL * 2 ** Math.max(-2, Math.min(2, height / scale)));
};

function sounds() {
  let context = null, voice = null, ticks = [], before = [];
  const start = () => {
    context = new AudioContext();
    voice = { tone: new OscillatorNode(context), gain: new GainNode(context, { gain: 0 }), pan: new StereoPannerNode(context) };
    voice.tone.connect(voice.gain).connect(voice.pan).connect(context.destination);
    voice.tone.start();
    before = [];
  };
  const stop = () => {
    voice.pan.disconnect();
    ticks.forEach((tick) => tick.disconnect());
    context.close?.();
    context = voice = null;
  };
  const tone = (slope, across) => {
    const now = context.currentTime, { gain } = voice.gain;
    voice.tone.frequency.setTargetAtTime(pitchOf(slope), now, 0.01);
    voice.pan.pan.setTargetAtTime(across, now, 0.01);
    gain.cancelScheduledValues(now);
    gain.setTargetAtTime(LOUD, now, 0.01);
    gain.setTargetAtTime(0, now + 0.5, 0.1);
  };
  const walk = (heights) => { // of a path that goes on, only what is new
    if (heights.join() === before.join()) return;
    const goes = before.length && heights.length > before.length && before.every((height, i) => height === heights[i]);
    const first = goes ? before.length : 0;
    if (!goes) ticks.forEach((tick) => tick.disconnect());
    ticks = goes ? ticks.filter((tick) => tick.until > context.currentTime) : [];
    const begin = Math.max(context.currentTime, ...ticks.map((tick) => tick.until - TICK)) + 0.02;
    before = heights;
    pitchesOf(heights).slice(first).forEach((frequency, i) => {
      const at = begin + i * TICK, tick = new OscillatorNode(context, { type: "triangle", frequency });
      const gain = new GainNode(context, { gain: 0 });
      gain.gain.setValueAtTime(LOUD, at);
      gain.gain.setTargetAtTime(0, at + 0.02, 0.015);
      tick.connect(gain).connect(context.destination);
      tick.start(at);
      tick.stop(at + TICK);
      gain.until = at + TICK;
      ticks.push(gain);
    });
  };
  return {
    start, stop,
    get on() { return Boolean(context); },
    play: ({ tone: slope, ticks: heights }, across) => {
      if (Number.isFinite(slope)) tone(slope, across);
      if (heights?.length) walk(heights);
    },
  };
}
