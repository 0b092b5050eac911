// What the two places, and the province, may do with a case over regions, with what each step needs.

import type { CaseBody } from '#client/types.gen.ts';
import { deskRules } from '#/api/service.ts';
import { choices, type Field, type Move } from '#/desk/matters/matter.ts';
import { matters as words } from '#/desk/matters/words.ts';
import { mobileFault, textFault } from '#/forms/rules.ts';

const filled = (value: string) => textFault(value);

function slipFields({ matter }: CaseBody): Field[] {
  const w = words.value.cases;
  return [
    { key: 'identity_verified', within: 'slip', title: w.identityVerified, as: 'sure' },
    { key: 'matter', within: 'slip', title: w.slipMatter, as: 'text', begins: matter, check: filled },
    { key: 'notes', within: 'slip', title: w.slipNotes, as: 'text', check: filled },
  ];
}

function filledFields(): Field[] {
  const w = words.value.cases;
  return [
    { key: 'applicant', within: 'filled', title: w.applicant, as: 'line', check: filled },
    {
      key: 'mobile',
      within: 'filled',
      title: w.mobile,
      as: 'line',
      check: (value) => textFault(value) ?? mobileFault(value),
    },
    { key: 'way', within: 'filled', title: w.way, as: 'choice', options: choices(w.ways) },
    {
      key: 'address',
      within: 'filled',
      title: w.address,
      as: 'text',
      shown: (form) => form['way'] === 'post',
      check: filled,
    },
  ];
}

function takingIn(): Move<CaseBody>[] {
  const w = words.value.cases;
  return [
    {
      action: 'invite',
      title: w.invite,
      primary: true,
      fields: () => [{ key: 'no_risk', title: w.noRisk, as: 'sure' }],
    },
    { action: 'join', title: w.join, primary: true, talks: true },
    {
      action: 'pre_review',
      title: w.preReview,
      primary: true,
      fields: () => [
        { key: 'seen', within: 'check', title: w.seen, as: 'checks', options: choices(w.seens) },
        {
          key: 'materials',
          within: 'check',
          title: w.materials,
          as: 'files',
          most: deskRules.value?.materials_max,
        },
      ],
    },
    { action: 'send_slip', title: w.sendSlip, primary: true, fields: slipFields },
    { action: 'confirm_slip', title: w.confirmSlip, primary: true, fields: filledFields },
    {
      action: 'supply',
      title: w.supply,
      primary: true,
      fields: () => [
        { key: 'materials', title: w.supplied, as: 'files', most: deskRules.value?.materials_max },
      ],
    },
  ];
}

function deciding(): Move<CaseBody>[] {
  const w = words.value.cases;
  const text = (key: string, title: string, hint?: string) => (): Field[] => [
    { key, title, hint, as: 'text', check: filled },
  ];
  return [
    { action: 'review', title: w.review, primary: true },
    { action: 'grant', title: w.grant, lead: w.grantLead, primary: true, asks: true },
    {
      action: 'supplement',
      title: w.supplementDo,
      fields: text('text', w.supplementText, w.supplementHint),
    },
    { action: 'pass_on', title: w.passOn, lead: w.passOnLead, asks: true },
    { action: 'tell', title: w.tell, lead: w.tellLead, primary: true, asks: true },
    {
      action: 'deliver',
      title: w.deliver,
      primary: true,
      asks: true,
      fields: ({ slip }) =>
        slip?.way?.name === 'post' ? [{ key: 'parcel', title: w.parcel, as: 'line', check: filled }] : [],
    },
    { action: 'refuse', title: w.refuse, danger: true, fields: text('reason', w.reason) },
    { action: 'turn_down', title: w.turnDown, danger: true, fields: text('reason', w.reason) },
    { action: 'withdraw', title: w.withdraw, danger: true, asks: true },
  ];
}

export const caseMoves = (): Move<CaseBody>[] => [...takingIn(), ...deciding()];
