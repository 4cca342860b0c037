import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useTitle } from '../../shell/useTitle.ts';
import { EmailForm } from './EmailForm.tsx';
import { PasswordForm } from './PasswordForm.tsx';
import { PictureCard } from './picture/PictureCard.tsx';
import { ProfileForm } from './ProfileForm.tsx';
import { SecondFactorCard } from './secondfactor/SecondFactorCard.tsx';
import { SignOutEverywhere } from './SignOutEverywhere.tsx';

/** Who I am here. */
export function ProfilePage(): ReactElement {
  const { t } = useTranslation();
  useTitle(t('profile.title'));
  return (
    <div className="page">
      <h1>{t('profile.title')}</h1>
      <ProfileForm />
      <PictureCard />
      <EmailForm />
      <PasswordForm />
      <SecondFactorCard />
      <SignOutEverywhere />
    </div>
  );
}
