// What the job `check` finds: faults of form, each with its place.

export type Fault = {
  severity: string;
  file: string;
  line: number;
  field: string;
  code: string;
  detail: string;
};

export type Checked = {
  entries: number;
  wordings: number;
  errors: number;
  warnings: number;
  problems: Fault[];
};
