// Where a window stands within what it floats over: moved by a pointer or by arrow keys, never out of it.

import { onScopeDispose, reactive, type Ref } from 'vue';

const STEP_PX = 16;
const STEPS: Record<string, [number, number]> = {
  ArrowLeft: [-STEP_PX, 0],
  ArrowRight: [STEP_PX, 0],
  ArrowUp: [0, -STEP_PX],
  ArrowDown: [0, STEP_PX],
};

/** Moves `mover` from where the style sheet puts it. */
export function usePlace(mover: Ref<HTMLElement | null>, frame: Ref<HTMLElement | null>) {
  const at = reactive({ x: 0, y: 0 });

  /** As near to the wish as the frame allows. */
  function move(x: number, y: number): void {
    const [own, around] = [mover.value, frame.value].map((element) => element?.getBoundingClientRect());
    if (!own || !around) return;
    const within = (wish: number, low: number, high: number) =>
      Math.max(low, Math.min(wish, Math.max(low, high)));
    const [left, top] = [own.left - at.x, own.top - at.y];
    at.x = within(x, around.left - left, around.right - own.width - left);
    at.y = within(y, around.top - top, around.bottom - own.height - top);
  }

  function key(event: KeyboardEvent): void {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    move(at.x + step[0], at.y + step[1]);
  }

  function grab(event: PointerEvent): void {
    // Buttons in the handle are pressed and not dragged.
    if (event.button !== 0 || (event.target as Element).closest('button:not([data-handle])')) return;
    const handle = event.currentTarget as HTMLElement;
    const [fromX, fromY] = [event.clientX - at.x, event.clientY - at.y];
    const drag = (moved: PointerEvent) => move(moved.clientX - fromX, moved.clientY - fromY);
    const drop = () => handle.removeEventListener('pointermove', drag);
    handle.setPointerCapture(event.pointerId);
    handle.addEventListener('pointermove', drag);
    handle.addEventListener('lostpointercapture', drop, { once: true });
  }

  /** What has become too large, or a frame that has become too small, moves it back. */
  const settled = new ResizeObserver(() => move(at.x, at.y));
  onScopeDispose(() => settled.disconnect());
  const settle = (): void => {
    if (mover.value) settled.observe(mover.value);
    if (frame.value) settled.observe(frame.value);
  };

  return { at, key, grab, settle };
}
