/** A trained model with whole modalities hidden, whether or not it trained that way. */
import type { Modality } from '../data/dataset.ts';
import { codesHiding } from '../vae/masking/codes-hiding.ts';
import { inMasking, type ModelMasking } from '../vae/masking/mask-graph.ts';
import { constantPlan } from '../vae/masking/masking.ts';
import type { Model } from '../vae/model.ts';

/** A model that has no masking reads zeros in the place of what is hidden; its parameters stay as they are. */
export function maskable(model: Model): Model & { readonly masking: ModelMasking } {
  if (model.masking !== undefined) return { ...model, masking: model.masking };
  const nothing = constantPlan(model.modalities, new Uint8Array(model.modalities.length));
  const options = {
    trains: 'all',
    shownAs: 'zero',
    sentinel: -1,
    dummySentinel: -2,
    validation: 'stratified',
  } as const;
  return { ...model, masking: inMasking('none', options, nothing, model.modalities) };
}

/** Whether training hid just these modalities of some rows. */
export function isTrainedFor(
  { masking, modalities }: Model,
  hidden: readonly string[],
  dummies: readonly string[] = [],
): boolean {
  if (masking === undefined) return false;
  // It draws any part of the modalities; its cases are only some of them.
  if (masking.kind === 'random-subset') return dummies.length === 0;
  const codes = codesHiding(masking, modalities, hidden, dummies);
  return masking.cases.some((own) => own.every((code, at) => code === codes[at]));
}

export const namesOf = (modalities: readonly Modality[]): string[] => modalities.map(({ name }) => name);
