import { readSettings } from '../../lambda/settings.ts';

describe('readSettings', () => {
  test('reads what the Service stack wrote', () => {
    const settings = readSettings({ SPILLWAY_SETTINGS: '{"stage":"dev","table":"t"}' });
    expect(settings).toMatchObject({ stage: 'dev', table: 't' });
  });

  test('says what to do when the variable is absent', () => {
    expect(() => readSettings({})).toThrow('deploy this function with the Service stack');
  });
});
