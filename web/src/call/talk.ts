// This page's part of a call that is connected: what it sends, whom it sees, and coming again after a break.
// However a call ends, no microphone, camera or screen stays open.

import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import type { CallBody } from '#client/types.gen.ts';
import type { Server } from '#/api/server.ts';
import { Call } from '#/call.js';
import type { Calls } from '#/call/calls.ts';
import { camera, DeviceTrouble, face, microphone, screen } from '#/call/devices.ts';
import { createOutgoing } from '#/call/outgoing.ts';

/** Somebody else in the call. */
export type Other = { member: number; part: string; stream: MediaStream | null };
/** `away`: not in it here; `elsewhere`: another window of the same person took its place. */
export type Link = 'away' | 'leaving' | 'joining' | 'in' | 'elsewhere' | 'lost';
/** What came of asking for a device: it is there, it is not, or nobody wants it any more. */
export type Given = 'given' | 'refused' | 'late';

const AGAIN_MS = [500, 1_000, 2_000, 5_000, 10_000];
const LOOK_MS = 2_000;

export type Talk = ReturnType<typeof useTalk>;

export function useTalk(server: Server, calls: Calls) {
  const link = ref<Link>('away');
  const others = shallowRef<Other[]>([]);
  /** Why a device is not there. */
  const trouble = shallowRef<DeviceTrouble | null>(null);
  /** Whether the ways between the browsers are broken, though the server is reached. */
  const isCut = ref(false);
  let call: Call | null = null;
  let tries = 0;
  let timer = 0;
  /** Rises whenever everything is let go: what comes for an earlier stay comes too late. */
  let stay = 0;
  let isGone = false;

  const outgoing = createOutgoing(() => call?.connections ?? []);
  const isConnected = computed(() => calls.open.value?.state.name === 'connected');

  /** Comes in, with what is sent by now. */
  async function join(): Promise<void> {
    window.clearTimeout(timer);
    const id = calls.open.value?.id;
    if (!id || call || isGone || link.value === 'joining') return;
    const mine = stay;
    link.value = 'joining';
    try {
      const token = (await server.token()) ?? undefined;
      const { address, fetch } = server;
      const made = await Call.join({ address, call: id, token, fetch, stream: outgoing.stream });
      if (mine === stay) enter(made);
      else made.close();
    } catch {
      if (mine === stay) again();
    }
  }

  function enter(made: Call): void {
    call = made;
    link.value = 'in';
    others.value = [];
    const on = <T>(kind: string, hear: (detail: T) => void) =>
      made.addEventListener(kind, (event) => call === made && hear((event as CustomEvent<T>).detail));
    on<{ member: number; part: string }>('joined', ({ member, part }) => change(member, { part }));
    on<{ member: number; stream: MediaStream }>('stream', ({ member, stream }) => change(member, { stream }));
    on<{ member: number }>('left', ({ member }) => {
      others.value = others.value.filter((other) => other.member !== member);
    });
    on<{ state: string | null }>('over', ({ state }) => over(state));
  }

  function change(member: number, change: Partial<Other>): void {
    tries = 0;
    const known = others.value.find((other) => other.member === member);
    const made: Other = { member, part: '', stream: null, ...known, ...change };
    others.value = [...others.value.filter((other) => other !== known), made].sort(
      (a, b) => a.member - b.member,
    );
  }

  function over(state: string | null): void {
    call = null;
    others.value = [];
    if (state === 'elsewhere') {
      release();
      link.value = 'elsewhere';
    } else if (state === null) again();
    else leave();
  }

  /** The socket broke; as long as the call goes on, this page comes again. */
  function again(): void {
    call = null;
    link.value = 'lost';
    const wait = AGAIN_MS[Math.min(tries++, AGAIN_MS.length - 1)]!;
    timer = window.setTimeout(() => isConnected.value && link.value === 'lost' && void join(), wait);
  }

  /** Goes out here and lets every device go; `leaving` while the server is told of it. */
  function leave(then: 'away' | 'leaving' = 'away'): void {
    window.clearTimeout(timer);
    link.value = then;
    const left = call;
    call = null;
    left?.close();
    others.value = [];
    isCut.value = false;
    release();
  }

  /** Lets every device go, also one that the browser still asks for. */
  function release(): void {
    stay += 1;
    outgoing.release();
  }

  /** Comes in anew where browsers lost each other. */
  async function rejoin(): Promise<void> {
    const left = call;
    call = null;
    left?.close();
    link.value = 'away';
    await join();
  }

  /** Asks for what a device gives. The browser's question may stand longer than the call. */
  async function device(
    ask: () => Promise<MediaStreamTrack[]>,
    put: (track: MediaStreamTrack) => void,
  ): Promise<Given> {
    if (isGone) return 'late';
    const mine = stay;
    trouble.value = null;
    try {
      const tracks = await ask();
      tracks.forEach((track) => (mine === stay ? put(track) : track.stop()));
      return mine === stay ? 'given' : 'late';
    } catch (thrown) {
      if (!(thrown instanceof DeviceTrouble)) throw thrown;
      if (mine !== stay) return 'late';
      trouble.value = thrown;
      return 'refused';
    }
  }

  const hide = () => outgoing.picture(null, 'camera');
  const film = (track: MediaStreamTrack) => outgoing.picture(track, 'camera', hide);
  const speak = () => device(async () => [await microphone()], outgoing.sound);
  const showFace = () => device(async () => [await camera()], film);
  const showScreen = (ended: () => void) =>
    device(
      async () => [await screen()],
      (track) => outgoing.picture(track, 'screen', ended),
    );
  /** The devices of a call of this kind, with one question. */
  const prepare = (kind: CallBody['kind']['name']) =>
    device(
      async () => (kind === 'video' ? face() : [await microphone()]),
      (track) => (track.kind === 'audio' ? outgoing.sound(track) : film(track)),
    );

  // What is over, or another call, holds no devices of the one before.
  watch(
    () => calls.open.value?.id,
    (id, before) => before && id !== before && leave(),
  );
  const looks = window.setInterval(() => {
    isCut.value = call?.connections.some(({ connectionState }) => connectionState === 'failed') ?? false;
  }, LOOK_MS);
  const hidden = () => leave();
  window.addEventListener('pagehide', hidden);
  onScopeDispose(() => {
    window.clearInterval(looks);
    window.removeEventListener('pagehide', hidden);
    isGone = true;
    leave();
  });

  return {
    link,
    others,
    trouble,
    isCut,
    outgoing,
    join,
    leave,
    rejoin,
    prepare,
    speak,
    showFace,
    showScreen,
    hide,
  };
}
