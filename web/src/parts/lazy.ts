// Parts that are loaded when they are first wanted. One that does not come says so in its place: the network
// may be gone, or the parts of this page after an upgrade of the server.

import { defineComponent, h, shallowRef, type Component } from 'vue';
import { Problem } from '#/api/problem.ts';
import ProblemNote from '#/parts/ProblemNote.vue';

/** A part in the place of the one that `load` brings; tried again it is asked for once more. */
export function lazy<Part extends Component>(load: () => Promise<{ default: Part }>): Part {
  const part = shallowRef<Part | null>(null);
  const problem = shallowRef<Problem | null>(null);
  const come = async () => {
    problem.value = null;
    try {
      part.value ??= (await load()).default;
    } catch {
      problem.value = new Problem({ code: 'part_missing' });
    }
  };
  const place = defineComponent({
    inheritAttrs: false,
    setup(_, { attrs, slots }) {
      if (!part.value) void come();
      return () => {
        if (part.value) return h(part.value, attrs, slots);
        return problem.value && h(ProblemNote, { problem: problem.value, again: come });
      };
    },
  });
  return place as unknown as Part;
}
