import { expect, test } from 'vitest';
import {
  ConfigError,
  DataError,
  ElboError,
  LimitError,
  nearest,
  ResumeError,
  TrainingError,
} from '../../src/base/errors.ts';

test('a message says where, what is wrong, what is expected and what to do', () => {
  const error = new ConfigError('config.masking.modality', '"k8" is not a modality of this dataset', {
    expected: ['dnam', 'k9', 'k27'],
    given: 'k8',
    advice: 'Name one of them',
  });
  expect(error.message).toBe(
    'config.masking.modality: "k8" is not a modality of this dataset. Expected one of: dnam, k9, k27. Did you mean "k9"? Name one of them.',
  );
});

test.each([
  [ElboError, 1],
  [ConfigError, 2],
  [DataError, 3],
  [TrainingError, 4],
  [ResumeError, 5],
  [LimitError, 6],
])('%o ends the command with code %i', (Kind, code) => {
  expect(new Kind('here', 'wrong').exitCode).toBe(code);
});

test('a slip of the finger finds its name, another word does not', () => {
  expect(nearest('lable', ['seed', 'label'])).toBe('label');
  expect(nearest('epoch', ['epochs', 'seed'])).toBe('epochs');
  expect(nearest('H3K9', ['dnam', 'k9', 'k27'])).toBe('k9');
  expect(nearest('banana', ['dnam', 'k9', 'k27'])).toBeUndefined();
});
