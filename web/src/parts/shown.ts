// Whether what a part stands in is shown at all; a page that hides some of itself provides it.

import type { InjectionKey, Ref } from 'vue';

export const SHOWN: InjectionKey<Readonly<Ref<boolean>>> = Symbol('shown');
